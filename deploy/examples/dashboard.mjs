// A dashboard: reads the compacted snapshot topic from the beginning, so it knows every environment's state without
// calling any service, and goes on reading to show changes.
import { connect } from './connect.mjs'

const { kafka, registry } = connect('dashboard')
const consumer = kafka.consumer({ groupId: `dashboard-${process.pid}` })
await consumer.connect()
await consumer.subscribe({ topic: 'orocloud.environment.snapshot.v1', fromBeginning: true })
await consumer.run({
  eachMessage: async ({ message }) => {
    const { environmentId, status, activeSite, hostnames, since } = await registry.decode(message.value)
    console.log(`${new Date(Number(since)).toISOString()}  ${environmentId.padEnd(20)} ${status.padEnd(20)} ${activeSite ?? ''} ${hostnames.join(', ')}`)
  },
})

// An operator: asks for another number of web nodes, and of consumers, and waits until the environment has them.
// node scale-environment.mjs NAME WEB_NODES [CONSUMER_NODES]
import { randomUUID } from 'node:crypto'
import { connect } from './connect.mjs'

const TOPIC = 'orocloud.requests.portal.v1'
const [environmentId, webNodes, consumerNodes] = process.argv.slice(2)
if (!environmentId || !webNodes) {
  console.error('Say which environment and how many web nodes: node scale-environment.mjs NAME WEB_NODES [CONSUMER_NODES]')
  process.exit(2)
}
const requestId = randomUUID()

const request = {
  meta: {
    eventId: randomUUID(),
    occurredAt: Date.now(),
    source: 'portal',
    tenantId: 'acme',
    aggregateId: environmentId,
    aggregateVersion: 0,
    correlationId: requestId,
    causationId: null,
    actor: { kind: 'OPERATOR', id: process.env.USER ?? 'operator' },
    exercise: false,
  },
  environmentId,
  requestId,
  webNodes: Number(webNodes),
  consumerNodes: consumerNodes ? Number(consumerNodes) : null,
  reason: 'asked for with the example',
  environmentVersion: null,
}

const portal = connect('portal')
const producer = portal.kafka.producer()
await producer.connect()
const id = await portal.registry.getLatestSchemaId(`${TOPIC}-com.orocloud.events.EnvironmentScaleRequested`)
await producer.send({ topic: TOPIC, messages: [{ key: environmentId, value: await portal.registry.encode(id, request) }] })
await producer.disconnect()
console.log(`asked for ${webNodes} web nodes of ${environmentId}`)

const dashboard = connect('dashboard')
const consumer = dashboard.kafka.consumer({ groupId: `dashboard-${requestId}` })
await consumer.connect()
await consumer.subscribe({ topic: 'orocloud.environment.v1', fromBeginning: true })
await consumer.run({
  eachMessage: async ({ message }) => {
    const type = message.headers.ce_type.toString().split('.').pop()
    if (message.key.toString() !== environmentId) return
    const fact = await dashboard.registry.decode(message.value)
    if (fact.requestId !== requestId) return
    console.log(type)
    if (type === 'EnvironmentScaleRejected') {
      fact.reasons.forEach(reason => console.log(`  ${reason.code}: ${reason.message}`))
      process.exit(1)
    }
    if (type === 'EnvironmentScalingFailed') {
      console.log(`  ${fact.failure.code}: ${fact.failure.message}`)
      process.exit(1)
    }
    if (type === 'EnvironmentScaled') {
      fact.nodes.filter(node => ['WEB', 'CONSUMER'].includes(node.component)).forEach(node => console.log(`  ${node.nodeId} in ${node.zone}`))
      process.exit(0)
    }
  },
})

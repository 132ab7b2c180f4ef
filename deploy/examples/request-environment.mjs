// An upstream system: asks for an environment and waits for the answer. Its Kafka user may write its own request topic only.
// node request-environment.mjs [NAME [MINIMAL|FULL]]
import { randomUUID } from 'node:crypto'
import { connect } from './connect.mjs'

const TOPIC = 'orocloud.requests.portal.v1'
const environmentId = process.argv[2] ?? `acme-${randomUUID().slice(0, 6)}`
const eventId = randomUUID()

const request = {
  meta: {
    eventId,
    occurredAt: Date.now(),
    source: 'portal',
    tenantId: 'acme',
    aggregateId: environmentId,
    aggregateVersion: 0,
    correlationId: randomUUID(),
    causationId: null,
    actor: { kind: 'CUSTOMER', id: 'portal' },
    exercise: false,
  },
  environmentId,
  project: 'ocom-acme',
  type: 'PRODUCTION',
  primary: { provider: 'GCP', region: 'europe-west4' },
  disasterRecovery: { provider: 'GCP', region: 'europe-west1' },
  edge: 'NONE',
  domainMode: 'PLATFORM_ZONE',
  hostnames: [`shop.${environmentId}.orocloud.test`],
  webNodes: 2,
  databaseNodes: 2,
  repositoryUrl: 'https://git.example.com/ocom-acme.git',
  gitReference: '3f786850e387550fdab836ed7e6dc881de23001b',
  contacts: [
    { role: 'ENVIRONMENT_OWNER', name: 'Olivia Owner', email: 'owner@acme.example', phone: null, timeZone: 'Europe/Berlin', escalationOrder: 1 },
    { role: 'TECHNICAL_CONTACT', name: 'Theo Tech', email: 'tech@acme.example', phone: null, timeZone: 'Europe/Berlin', escalationOrder: 1 },
  ],
  calendarZone: 'Europe/Berlin',
  acceptSingleAvailabilityDomain: false,
  profile: process.argv[3] ?? null,
}

const portal = connect('portal')
const producer = portal.kafka.producer()
await producer.connect()
const id = await portal.registry.getLatestSchemaId(`${TOPIC}-com.orocloud.events.EnvironmentRequested`)
await producer.send({ topic: TOPIC, messages: [{ key: environmentId, value: await portal.registry.encode(id, request) }] })
await producer.disconnect()
console.log(`asked for ${environmentId}`)

// The answer is a fact, which dashboards may read.
const dashboard = connect('dashboard')
const consumer = dashboard.kafka.consumer({ groupId: `dashboard-${eventId}` })
await consumer.connect()
await consumer.subscribe({ topic: 'orocloud.environment.v1', fromBeginning: true })
await consumer.run({
  eachMessage: async ({ message }) => {
    const type = message.headers.ce_type.toString().split('.').pop()
    if (message.key.toString() !== environmentId) return
    const fact = await dashboard.registry.decode(message.value)
    if (type === 'EnvironmentRejected') {
      console.log('rejected:')
      fact.reasons.forEach(reason => console.log(`  ${reason.code}: ${reason.message}`))
      process.exit(1)
    }
    console.log(type)
    if (type === 'EnvironmentActivated') {
      console.log(`in service at ${fact.url}`)
      process.exit(0)
    }
  },
})

// Finds the system that deploy/up started: its endpoints, and the password of one of its Kafka users.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry'

const base = `/var/tmp/orocloud-${userInfo().username}`

function home() {
  if (process.env.OROCLOUD_HOME) return process.env.OROCLOUD_HOME
  const homes = readdirSync(base).map(name => join(base, name)).filter(dir => {
    try { return statSync(join(dir, 'endpoints.json')).isFile() } catch { return false }
  })
  if (homes.length === 0) throw new Error('no running system found; start one with deploy/up --detach')
  return homes.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0]
}

export function connect(user) {
  const endpoints = JSON.parse(readFileSync(join(home(), 'endpoints.json')))
  const password = JSON.parse(readFileSync(join(home(), 'secrets/credentials.json')))[`kafka-${user}`]
  return {
    kafka: new Kafka({
      clientId: user,
      brokers: [endpoints.bootstrapServers],
      sasl: { mechanism: 'scram-sha-512', username: user, password },
      logLevel: logLevel.ERROR,
    }),
    registry: new SchemaRegistry({ host: endpoints.schemaRegistry }),
  }
}

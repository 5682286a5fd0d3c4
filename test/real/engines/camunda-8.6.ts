import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from './build.ts'
import { ENGINES } from './engines.ts'
import { startIssuer } from './issuer.ts'
import { freePorts } from './ports.ts'
import { isUp, QUICK_START } from './processes.ts'
import { serve } from './serve.ts'
import { findToolchain } from './toolchain.ts'

/**
 * A real Camunda 8.6, which is Zeebe, Operate and Tasklist, over a real OpenSearch:
 * `node test/real/engines/camunda-8.6.ts [--split]` prints this as JSON and stays until Ctrl-C.
 *
 * All of it needs a login: a token of `oauth`, or the cookies of one of the users `demo`, `act` and `view`, whose
 * passwords are their ids. With `--split` the broker is a process of its own, and there `/v2` needs no login.
 */
export interface Camunda86 {
  /** `http://127.0.0.1:PORT`: commands and the alpha searches, below `/v2`. */
  readonly restAddress: string
  /** Where Operate's and Tasklist's `/v1` are, and `/api/login`. The same as `restAddress` unless split. */
  readonly operateAddress: string
  readonly tasklistAddress: string
  readonly oauth: {
    readonly url: string
    readonly clientId: string
    readonly clientSecret: string
    readonly audience: string
  }
  readonly pid: number
}

const { values } = parseArgs({ options: { split: { type: 'boolean', default: false } } })

const CLIENT = { id: 'gateway', secret: 'gateway-secret' }
const AUDIENCE = 'camunda-api'
const CLUSTER = 'camunda'

await serve(async (processes, fail): Promise<Camunda86> => {
  const toolchain = findToolchain(ENGINES['camunda-8.6'].java)
  const folder = await build('camunda-8.6', toolchain, processes)
  const issuer = await startIssuer(CLIENT, { aud: AUDIENCE, 'https://camunda.com/clusterId': CLUSTER })
  const ports = await freePorts('rest', 'web', 'health', 'webHealth', 'grpc', 'command', 'internal', 'storage', 'nodes')
  const rest = `http://127.0.0.1:${ports.rest}`
  const web = values.split ? `http://127.0.0.1:${ports.web}` : rest
  const storage = `http://127.0.0.1:${ports.storage}`

  await processes.start(
    'storage',
    [
      toolchain.java,
      ...[...QUICK_START, '-Xmx768m', '-cp', `${folder}/classes:${folder}/lib/*`],
      ...['gateway.camunda86.Storage', join(processes.folder, 'storage'), `${ports.storage}`, `${ports.nodes}`],
    ],
    { timeout: 120_000, onEnd: fail, isReady: () => isUp(`${storage}/_cluster/health`) },
  )

  const parts = async (name: string, profiles: string, port: number, health: number, env = {}) =>
    processes.start(
      name,
      [
        toolchain.java,
        ...[...QUICK_START, '-Xmx1500m', `-Dapp.home=${processes.folder}`],
        ...['-cp', `${folder}/camunda-zeebe-8.6.0/config:${folder}/camunda-zeebe-8.6.0/lib/*`],
        'io.camunda.application.StandaloneCamunda',
      ],
      {
        env: {
          SPRING_PROFILES_ACTIVE: profiles,
          SERVER_ADDRESS: '127.0.0.1',
          SERVER_PORT: `${port}`,
          MANAGEMENT_SERVER_ADDRESS: '127.0.0.1',
          MANAGEMENT_SERVER_PORT: `${health}`,
          ...broker(ports, storage, join(processes.folder, 'broker')),
          ...apps(ports, storage, rest),
          // Tasklist passes user task commands on to `/v2`, where it needs a login as anybody does.
          ZEEBE_CLIENT_ID: CLIENT.id,
          ZEEBE_CLIENT_SECRET: CLIENT.secret,
          ZEEBE_TOKEN_AUDIENCE: AUDIENCE,
          ZEEBE_AUTHORIZATION_SERVER_URL: issuer.tokenUrl,
          ZEEBE_CLIENT_CONFIG_PATH: join(processes.folder, 'credentials'),
          ...env,
        },
        timeout: 240_000,
        onEnd: fail,
        isReady: () => isUp(`http://127.0.0.1:${health}/actuator/health`),
      },
    )
  // A broker without the web applications does not start with these.
  const tokens = {
    SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_JWK_SET_URI: issuer.keysUrl,
    CAMUNDA_OPERATE_CLIENT_AUDIENCE: AUDIENCE,
    CAMUNDA_OPERATE_CLIENT_CLUSTERID: CLUSTER,
  }
  if (values.split) {
    await parts('broker', 'broker', ports.rest, ports.health)
    await parts('web', 'operate,tasklist,auth', ports.web, ports.webHealth, tokens)
  } else {
    await parts('camunda-8.6', 'operate,tasklist,broker,auth', ports.rest, ports.health, tokens)
  }
  return {
    restAddress: rest,
    operateAddress: web,
    tasklistAddress: web,
    oauth: { url: issuer.tokenUrl, clientId: CLIENT.id, clientSecret: CLIENT.secret, audience: AUDIENCE },
    pid: process.pid,
  }
})

function broker(ports: Record<string, number>, storage: string, data: string): Record<string, string> {
  const exporter = 'ZEEBE_BROKER_EXPORTERS_OPENSEARCH'
  return {
    ZEEBE_BROKER_NETWORK_HOST: '127.0.0.1',
    ZEEBE_BROKER_NETWORK_COMMANDAPI_PORT: `${ports.command}`,
    ZEEBE_BROKER_NETWORK_INTERNALAPI_PORT: `${ports.internal}`,
    ZEEBE_BROKER_GATEWAY_NETWORK_HOST: '127.0.0.1',
    ZEEBE_BROKER_GATEWAY_NETWORK_PORT: `${ports.grpc}`,
    ZEEBE_BROKER_CLUSTER_INITIALCONTACTPOINTS: `127.0.0.1:${ports.internal}`,
    ZEEBE_BROKER_DATA_DIRECTORY: data,
    // A broker takes no commands while the disk has less free than these, which are gigabytes by default.
    ZEEBE_BROKER_DATA_LOGSEGMENTSIZE: '16MB',
    ZEEBE_BROKER_DATA_DISK_FREESPACE_PROCESSING: '512MB',
    ZEEBE_BROKER_DATA_DISK_FREESPACE_REPLICATION: '256MB',
    [`${exporter}_CLASSNAME`]: 'io.camunda.zeebe.exporter.opensearch.OpensearchExporter',
    [`${exporter}_ARGS_URL`]: storage,
    [`${exporter}_ARGS_INDEX_PREFIX`]: 'zeebe-record',
    [`${exporter}_ARGS_INDEX_NUMBEROFSHARDS`]: '1',
    [`${exporter}_ARGS_INDEX_NUMBEROFREPLICAS`]: '0',
    [`${exporter}_ARGS_BULK_SIZE`]: '1',
    [`${exporter}_ARGS_BULK_DELAY`]: '1',
    CAMUNDA_DATABASE_TYPE: 'opensearch',
    CAMUNDA_DATABASE_URL: storage,
    CAMUNDA_DATABASE_CLUSTERNAME: CLUSTER,
    // The searches of 8.6 below `/v2` are off unless asked for.
    CAMUNDA_REST_QUERY_ENABLED: 'true',
    // Clients of OpenSearch look for credentials of the cloud, far from here, before they do without.
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}

/** Operate and Tasklist. They import often, so that tests wait less; all else is as it comes. */
function apps(ports: Record<string, number>, storage: string, rest: string): Record<string, string> {
  const env = ['CAMUNDA_OPERATE', 'CAMUNDA_TASKLIST'].map((app) => ({
    [`${app}_DATABASE`]: 'opensearch',
    [`${app}_OPENSEARCH_URL`]: storage,
    [`${app}_OPENSEARCH_CLUSTERNAME`]: CLUSTER,
    [`${app}_OPENSEARCH_NUMBEROFSHARDS`]: '1',
    [`${app}_OPENSEARCH_REFRESHINTERVAL`]: '200ms',
    [`${app}_ZEEBEOPENSEARCH_URL`]: storage,
    [`${app}_ZEEBEOPENSEARCH_CLUSTERNAME`]: CLUSTER,
    [`${app}_ZEEBEOPENSEARCH_PREFIX`]: 'zeebe-record',
    [`${app}_ZEEBE_GATEWAYADDRESS`]: `127.0.0.1:${ports.grpc}`,
    [`${app}_IMPORTER_READERBACKOFF`]: '200',
    [`${app}_IMPORTER_SCHEDULERBACKOFF`]: '200',
  }))
  // Until the first record there is nothing to import, which Tasklist would log at every look.
  const quiet = { LOGGING_LEVEL_IO_CAMUNDA_TASKLIST_ZEEBEIMPORT_OS: 'ERROR' }
  return Object.assign({ CAMUNDA_TASKLIST_ZEEBE_RESTADDRESS: rest }, quiet, ...env)
}

import { ConfigError } from '../errors/config-error.ts'
import { type Api, apis, contextOf } from '../upstream/api/api.ts'
import type { SettingReader } from './setting-reader.ts'
import type { SettingName } from './settings.ts'

/** One address of the engine's. */
export interface RestAddress {
  origin: string
  /** The path that REST paths are below, such as `/v2`. */
  basePath: string
}

interface FurtherAddress extends RestAddress {
  audience: string | undefined
  /** Whose credentials it takes, where these are not those of the first address. */
  user?: Readonly<{ username: string; password: string }> | undefined
}

/** Further addresses of an engine that has several, by the names that calls give. */
export type FurtherAddresses = Readonly<Record<string, FurtherAddress>>

/** The settings of Camunda 8.6's further addresses, by the names that calls give. */
const OF_8_6 = {
  operate: { address: 'CAMUNDA_OPERATE_BASE_URL', audience: 'CAMUNDA_OPERATE_OAUTH_AUDIENCE' },
  tasklist: { address: 'CAMUNDA_TASKLIST_BASE_URL', audience: 'CAMUNDA_TASKLIST_OAUTH_AUDIENCE' },
} satisfies Record<string, Record<string, SettingName>>

/** Operate and Tasklist have their APIs there. */
const V1 = '/v1'

/**
 * Where the cluster's administrator asks: beside the API of each physical tenant. Undefined where that is closed. Throws
 * ConfigError for an administrator who is named in part, or in vain.
 */
export function readAdministration(
  { text, boolean }: SettingReader,
  api: Api,
  rest: RestAddress,
  strategy: string,
): FurtherAddress | undefined {
  const username = text('CAMUNDA_CLUSTER_ADMIN_USERNAME')
  const password = text('CAMUNDA_CLUSTER_ADMIN_PASSWORD')
  const isOpen = api === 'v2' && boolean('GATEWAY_ADMINISTRATION')
  if ((username === undefined) !== (password === undefined)) {
    throw new ConfigError('CAMUNDA_CLUSTER_ADMIN_USERNAME and CAMUNDA_CLUSTER_ADMIN_PASSWORD need each other.')
  }
  if (username !== undefined && strategy === 'FORWARD') {
    throw new ConfigError(
      'CAMUNDA_CLUSTER_ADMIN_USERNAME is set, but with CAMUNDA_AUTH_STRATEGY FORWARD callers send their own credentials. Leave one of them out.',
    )
  }
  if (username !== undefined && !isOpen) {
    throw new ConfigError(
      'CAMUNDA_CLUSTER_ADMIN_USERNAME is set, but without GATEWAY_ADMINISTRATION and CAMUNDA_API v2 nothing is asked in that name.',
    )
  }
  if (!isOpen) return undefined
  const user = username === undefined || password === undefined ? undefined : { username, password }
  return { origin: rest.origin, basePath: contextOf(rest.basePath), audience: undefined, user }
}

/**
 * Where Operate and Tasklist are, for the API that needs them: beside the REST API unless a setting says otherwise.
 * Throws ConfigError for an address that is none, or that this API has no use for.
 */
export function readFurtherAddresses(reader: SettingReader, api: Api, rest: RestAddress): FurtherAddresses {
  const further: Record<string, FurtherAddress> = {}
  for (const [name, { address, audience }] of Object.entries(OF_8_6)) {
    const value = reader.text(address)
    if (api !== '8.6') {
      const idle = [address, audience].find((setting) => reader.text(setting) !== undefined)
      if (idle === undefined) continue
      throw new ConfigError(`${idle} is set, but CAMUNDA_API ${api} does not use it. Leave one of them out.`)
    }
    const beside = { origin: rest.origin, basePath: rest.basePath.slice(0, -apis['8.6'].basePath.length) + V1 }
    further[name] = {
      ...(value === undefined ? beside : readAddress(reader, address, value)),
      audience: reader.text(audience),
    }
  }
  return further
}

function readAddress({ wrong }: SettingReader, name: SettingName, value: string): RestAddress {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw wrong(name, value, 'an http or https URL without user, query or fragment, such as http://localhost:8081')
  }
  const path = url.pathname.replace(/\/+$/, '')
  return { origin: url.origin, basePath: path.endsWith(V1) ? path : path + V1 }
}

import { ConfigError } from '../errors/config-error.ts'
import { type Api, apis } from '../upstream/api/api.ts'
import type { SettingReader } from './setting-reader.ts'
import type { SettingName } from './settings.ts'

/** One address of the engine's. */
export interface RestAddress {
  origin: string
  /** The path that REST paths are below, such as `/v2`. */
  basePath: string
}

/** Further addresses of an engine that has several, by the names that calls give. */
export type FurtherAddresses = Readonly<Record<string, RestAddress & { audience: string | undefined }>>

/** The settings of Camunda 8.6's further addresses, by the names that calls give. */
const OF_8_6 = {
  operate: { address: 'CAMUNDA_OPERATE_BASE_URL', audience: 'CAMUNDA_OPERATE_OAUTH_AUDIENCE' },
  tasklist: { address: 'CAMUNDA_TASKLIST_BASE_URL', audience: 'CAMUNDA_TASKLIST_OAUTH_AUDIENCE' },
} satisfies Record<string, Record<string, SettingName>>

/** Operate and Tasklist have their APIs there. */
const V1 = '/v1'

/**
 * Where Operate and Tasklist are, for the API that needs them: beside the REST API unless a setting says otherwise.
 * Throws ConfigError for an address that is none, or that this API has no use for.
 */
export function readFurtherAddresses(reader: SettingReader, api: Api, rest: RestAddress): FurtherAddresses {
  const further: Record<string, RestAddress & { audience: string | undefined }> = {}
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

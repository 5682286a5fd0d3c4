import { atLeast, type Version } from './version.ts'

/** What is known of one generation of Camunda's REST API before any call. */
export interface ApiFacts {
  /** The default path, if the setting names none. */
  basePath: string
  /** Whether every address of this API ends in that path: then it is appended if missing. */
  always: boolean
  /** The oldest supported version: assumed if the engine does not tell its version. */
  oldest: Version
  /** Whether a version is supported. */
  serves(version: Version): boolean
  /** The supported versions, for messages. */
  versions: string
  /** Milliseconds that reads may lag behind commands, where that is longer than by default. */
  readAfterWriteMs?: number
  /**
   * A path below the base path that answers without credentials, if only with 401, and so shows whether the address is
   * alive.
   */
  probe: string
}

/** Every API that the gateway speaks, by its name in CAMUNDA_API. */
export const apis = {
  v2: {
    basePath: '/v2',
    always: true,
    oldest: '8.8',
    serves: (version) => atLeast(version, '8.8'),
    versions: 'from 8.8, such as 8.9',
    probe: '/topology',
  },
  '8.6': {
    basePath: '/v2',
    always: true,
    oldest: '8.6',
    serves: (version) => version === '8.6',
    versions: '8.6',
    probe: '/topology',
    readAfterWriteMs: 15_000,
  },
  'operate-v1': {
    basePath: '/v1',
    always: true,
    oldest: '8.0',
    // Gone with 8.10.
    serves: (version) => atLeast(version, '8.0') && !atLeast(version, '8.10'),
    versions: 'from 8.0 to 8.9, such as 8.5',
    probe: '/process-definitions/1',
  },
  'camunda-7': {
    basePath: '/engine-rest',
    always: false,
    oldest: '7.20',
    // Operaton and CIB seven have counted from 1 again.
    serves: (version) => atLeast(version, '7.20') === version.startsWith('7.') && !atLeast(version, '8.0'),
    versions: 'from 7.20, such as 7.24, or a fork’s, such as 1.0',
    probe: '/version',
  },
} satisfies Record<string, ApiFacts>

export type Api = keyof typeof apis

/** The path that v2 is below, whichever physical tenant it names: there the cluster's administrator asks. */
export const contextOf = (basePath: string): string => basePath.replace(/(?:\/physical-tenants\/[^/]+)?\/v2$/, '')

/** Whether a path of v2 names a physical tenant. */
export const namesPhysicalTenant = (basePath: string): boolean => contextOf(basePath) + apis.v2.basePath !== basePath

/** The path of v2 for one physical tenant. */
export const physicalTenantPath = (basePath: string, physicalTenant: string): string =>
  `${contextOf(basePath)}/physical-tenants/${encodeURIComponent(physicalTenant)}${apis.v2.basePath}`

/** The name of the address that the cluster's administrator asks. */
export const ADMINISTRATION = 'administration'

/** The path of an API at an address. @param path the address's own, without a slash at its end */
export function basePathOf(api: Api, path: string): string {
  const { basePath, always }: ApiFacts = apis[api]
  if (always) return path.endsWith(basePath) ? path : path + basePath
  return path === '' ? basePath : path
}

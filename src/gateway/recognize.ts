import { type Api, type ApiFacts, apis, basePathOf } from '../upstream/api/api.ts'
import { parseVersion } from '../upstream/api/version.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'
import type { Http } from '../upstream/wire/http.ts'

/** Milliseconds: only used for an address that has answered before. */
const PROBE_TIMEOUT_MS = 2_000

/** A path that answers without credentials, and whether the answer shows that this API is there. */
interface Sign {
  path: string
  isSign(answer: unknown): boolean
}

/** The topology of a cluster whose version the API serves. */
const topologyOf = (api: Api): Sign => ({
  path: '/topology',
  isSign(answer) {
    const { gatewayVersion } = isJsonObject(answer) ? answer : {}
    const version = typeof gatewayVersion === 'string' ? parseVersion(gatewayVersion) : undefined
    return version !== undefined && apis[api].serves(version)
  },
})

/** None for Operate: it answers nobody without a login. */
const SIGNS: Readonly<Partial<Record<Api, Sign>>> = {
  v2: topologyOf('v2'),
  '8.6': topologyOf('8.6'),
  'camunda-7': {
    path: '/engine',
    isSign: (answer) =>
      Array.isArray(answer) && answer.every((one) => isJsonObject(one) && typeof one.name === 'string'),
  },
}

/**
 * Guesses which API the address speaks if it is not the chosen one; returns a message for the operator, or undefined.
 * Asks without credentials.
 * @param basePath where the chosen API was looked for
 */
export async function recognize(http: Http, chosen: Api, basePath: string): Promise<string | undefined> {
  const facts: ApiFacts = apis[chosen]
  const rest = basePath.endsWith(facts.basePath) ? basePath.slice(0, -facts.basePath.length) : basePath
  for (const api of Object.keys(apis).filter((name): name is Api => name !== chosen)) {
    const sign = SIGNS[api]
    if (!sign) continue
    const { path, isSign } = sign
    for (const base of new Set([basePathOf(api, rest), basePathOf(api, '')])) {
      if (await answers(http, base + path, isSign)) {
        return `CAMUNDA_API is ${chosen}, but the address answers as ${api} does. Set CAMUNDA_API to ${api}, or correct the address`
      }
    }
  }
  return undefined
}

async function answers(http: Http, path: string, isSign: (answer: unknown) => boolean): Promise<boolean> {
  try {
    const { status, body } = await http.send({
      method: 'GET',
      path,
      headers: { accept: 'application/json' },
      deadline: PROBE_TIMEOUT_MS,
    })
    return status === 200 && isSign(JSON.parse(body))
  } catch {
    return false
  }
}

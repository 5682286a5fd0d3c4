import { parseVersion, type Version } from '../../api/version.ts'
import { notCamundas } from '../../failures/failure.ts'
import { isJsonObject } from '../../json/json-object.ts'
import type { Wire } from '../dialect.ts'

const OPERATION = 'getVersion'

/** The version of the engine's REST API. Forks answer their own count, such as `1.0.0`. */
export async function readVersion(wire: Wire): Promise<Version> {
  const ask = (path: string) => wire.send({ operation: OPERATION, method: 'GET', path, kind: 'read' })
  // The version is told for an engine that does not exist, too; a count is not.
  const [answer] = await Promise.all([ask('/version'), ask('/process-definition/count?processDefinitionId=none')])
  return wire.readable(OPERATION, () => {
    const text = isJsonObject(answer) ? answer.version : undefined
    const version = typeof text === 'string' ? parseVersion(text) : undefined
    if (!version) throw notCamundas('the answer names no version')
    return version
  })
}

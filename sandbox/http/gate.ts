import { validateRequest } from '../../contract/validate.ts'
import { TENANT } from '../engine/records.ts'
import { badRequest, invalidArgument, type Problem } from '../problem.ts'

/**
 * Holds a request against the contract of 8.9, which a cluster reads strictly: a property, operator, parameter or value
 * that it does not know refuses the request. Returns the problem, or null when the request fits.
 */
export function contractProblem(method: string, path: string, query: URLSearchParams, body: unknown): Problem | null {
  const complaint = validateRequest('8.9', { method, path, query: Object.fromEntries(query), body }).find(
    // In its words, though not in its formats, the contract has an empty text reset a task's dates.
    (one) => !/^body\.changeset\.(dueDate|followUpDate) is "",/.test(one),
  )
  return complaint === undefined ? null : problem(complaint)
}

/** There is one tenant: a command for another one is refused, as by a cluster without multi-tenancy. */
export function tenantProblem(operationId: string, body: Readonly<Record<string, unknown>>): Problem | null {
  // A new tenant is none that somebody works for.
  if (operationId === 'createTenant') return null
  const { tenantId, tenantIds } = body
  const others = [tenantId, ...(Array.isArray(tenantIds) ? tenantIds : [])].filter(
    (tenant) => typeof tenant === 'string' && tenant !== TENANT,
  )
  if (others.length === 0) return null
  const name = operationId.replace(/[A-Z]/g, (letter) => ` ${letter}`).replace(/^./, (letter) => letter.toUpperCase())
  return invalidArgument(
    `Expected to handle request ${name} with tenant identifier '${others[0]}', but multi-tenancy is disabled`,
  )
}

/** Says in Camunda's words what the contract check says in its own. */
function problem(complaint: string): Problem {
  const innermost = complaint.replace(/^.* of the closest: /, '').split(', ')[0] ?? complaint
  const parameter = /^(?:path|query parameter) (\S+) is ("[^"]*")/.exec(innermost)
  if (parameter) return badRequest(`Failed to convert '${parameter[1]}' with value: '${parameter[2]?.slice(1, -1)}'`)
  if (complaint === 'the body is missing') return badRequest('Required request body is missing')
  const property = /^body\.?(\S*) (.*)$/.exec(innermost)
  if (!property) return badRequest(innermost)
  const [, name = '', what = ''] = property
  if (what.startsWith('is missing')) return invalidArgument(`No ${name.split('.').at(-1)} provided.`)
  return badRequest(`Request property [${name}] cannot be parsed`)
}

import type { Version } from '../api/version.ts'
import { contractOperations } from '../contract/operations.ts'
import type { Call } from '../wire/call.ts'

/** A REST operation, as the contract has it. Path parameters stand in braces. */
export interface Operation {
  /** The operationId. */
  operation: string
  method: Call['method']
  path: string
  /** The first version that has it; left out where the oldest has. */
  since?: Version
  kind: Call['kind']
  /** The answer holds variables as JSON, whose numbers must be kept. */
  exact?: boolean
  /** The answer is text that is no JSON. */
  text?: boolean
  /** What a poll answers when nothing came until its time was up. */
  nothing?: object
  /** The parameters that stand in the query of its address; each may be left out. */
  query?: readonly string[]
  /** The patterns of the keys in its path that are no numbers, such as `1-2`. */
  forms?: { readonly [parameter: string]: string }
  /** A command whose request has no body, though GraphQL gives each an input. */
  bodyless?: boolean
  /** It answers 204 and nothing else. */
  answersNothing?: boolean
  /** Further statuses with the answer of a success: it tells what was done and what was not. */
  answersAt?: readonly number[]
  /** Its answer may also be empty. */
  mayAnswerNothing?: boolean
  /** Fields that its answer has by the contract's newest version, null or not. */
  answers?: readonly string[]
  /** The first version that always has them; left out where all have. */
  answersSince?: Version
}

/** A search of the REST API. Parameters in the path are written in braces. */
export interface Search extends Operation {
  /** Which pages it knows: by cursors in both directions, by cursors forward only, or by offsets. */
  pages: 'cursors' | 'forward' | 'offsets'
  /** The first version that takes a limit for the first page; left out where all do. */
  firstPageSince?: Version
  /** The fields whose look-ups by many values are one search, and since which version. */
  many: { readonly [field: string]: Batch }
  /** The read by key whose answers its rows are equal to. */
  reads?: string
  /** Parent-key filters whose value also stands in the row, so that results of many parents can be grouped. */
  groupableBy: readonly string[]
  /** The filters about a row's list of keys: each takes a list of conditions. */
  lists?: readonly string[]
  /** The fields of a row that hold keys of Camunda's; identifiers of other kinds are texts. */
  keys: readonly string[]
  /** The fields of a row that identify it together, where it has no key: a tenant, or null, and a name. */
  pair?: readonly [tenant: string, name: string]
  /** The fields of a row that tell it from others, where no text of it does: its `rowKey` is made of them. */
  identifiedBy?: readonly string[]
  /** What it can sort by, on every version. */
  sorts: readonly string[]
}

/** How many rows of a kind are fetched by one search: by `$in`, or by `$or` of equalities. */
export interface Batch {
  by: '$in' | '$or'
  since: Version
}

/** Every operation that the schema reaches, by operationId, with what the contract does not tell. */
export const operations = {
  ...contractOperations,
  // Its rows have no key of their own.
  searchClusterVariables: { ...contractOperations.searchClusterVariables, pair: ['tenantId', 'name'] },
  // It changes nothing, and says so nowhere.
  listSecrets: { ...contractOperations.listSecrets, kind: 'read' },
  // It changes nothing.
  evaluateExpression: { ...contractOperations.evaluateExpression, kind: 'read' },
  activateJobs: { ...contractOperations.activateJobs, kind: 'poll', nothing: { jobs: [] } },
} satisfies Record<string, Operation | Search>

/** What stands around the braces of each path, and the names within them: filled with each call, so taken apart once. */
const templates = new Map<string, { texts: readonly string[]; names: readonly string[] }>()

/** Fills the braces of a path with its parameters, each encoded. */
export function fillPath(path: string, parameters: Readonly<Record<string, string>>): string {
  const { texts, names } = templateOf(path)
  let filled = texts[0] ?? ''
  for (let at = 0; at < names.length; at++) {
    const value = parameters[names[at] ?? '']
    if (value === undefined) throw new TypeError(`No value for {${names[at]}} of ${path}.`)
    // What a client gives was checked; a row may name anything, and half of a surrogate pair cannot be encoded.
    filled += encodeURIComponent(String(value).toWellFormed()) + texts[at + 1]
  }
  return filled
}

/** The whole path of an operation: its braces filled, and behind it those of its query's parameters that are given. */
export function addressOf(
  { path, query = [] }: Pick<Operation, 'path' | 'query'>,
  parameters: Readonly<Record<string, string>>,
): string {
  const given = query.filter((name) => parameters[name] !== undefined)
  const filled = fillPath(path, parameters)
  if (given.length === 0) return filled
  return `${filled}?${new URLSearchParams(given.map((name) => [name, (parameters[name] ?? '').toWellFormed()]))}`
}

/** The names in the braces of a path. */
export const parametersOf = (path: string): readonly string[] => templateOf(path).names

function templateOf(path: string) {
  let template = templates.get(path)
  if (!template) {
    const parts = path.split(/\{(\w+)\}/)
    template = { texts: parts.filter((_, at) => at % 2 === 0), names: parts.filter((_, at) => at % 2 === 1) }
    templates.set(path, template)
  }
  return template
}

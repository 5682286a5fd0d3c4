import { type Contract, contract, type SearchFacts, success } from './contract.ts'
import { resolveNode } from './load.ts'
import type { ContractTable, Node, OperationEntry } from './table.ts'
import { VERSIONS, type Version } from './versions.ts'

/** How many values of a filter one search takes: by an operator, or by alternatives of equalities. */
export interface ManyFacts {
  readonly by: '$in' | '$or'
  readonly since: Version
}

/** What the contract of all versions says of one operation: all that the gateway needs to call it. */
export interface OperationFacts {
  readonly operation: string
  readonly method: string
  readonly path: string
  /** The first version that has it; left out where all have. */
  readonly since?: Version
  /** Reads may be shared and repeated. */
  readonly kind: 'read' | 'write'
  /** Numbers of the answer must be kept as they are written, because it holds JSON or numbers of the users' own. */
  readonly exact?: true
  /** The answer is text that is no JSON. */
  readonly text?: true
  /** The parameters that stand in the query of its address. */
  readonly query?: readonly string[]
  /** The patterns of the keys in its path that are no numbers, such as `1-2`. */
  readonly forms?: Readonly<Record<string, string>>
  /** A request has no body. */
  readonly bodyless?: true
  /** It answers 204 and nothing else. */
  readonly answersNothing?: true
  /** Further statuses with the answer of a success: it tells what was done and what was not. */
  readonly answersAt?: readonly number[]
  /** Its answer may also be empty. */
  readonly mayAnswerNothing?: true
  /** The fields that its answer has, null or not; left out where it answers no object, or not always one. */
  readonly answers?: readonly string[]
  /** The first version of which that is true; left out where it is of all. */
  readonly answersSince?: Version
}

/** What a search adds to that. */
export interface SearchOperationFacts extends OperationFacts {
  /** `cursors` in both directions, `forward` only, or `offsets`. */
  readonly pages: 'cursors' | 'forward' | 'offsets'
  /** Where the first page has no limit before this version: it can be asked for by no page at all. */
  readonly firstPageSince?: Version
  /** The filters by a key or a text of a row that take many values at once. */
  readonly many: Readonly<Record<string, ManyFacts>>
  /** The read by key whose answers its rows are equal to; left out where there is none, or rows are cut. */
  readonly reads?: string
  /** The filters by a key that a row shows in a field of the same name. */
  readonly groupableBy: readonly string[]
  /** The filters about a row's list of keys: each takes a list of conditions. Left out where there is none. */
  readonly lists?: readonly string[]
  /** The fields of a row that hold keys of Camunda's: numbers of up to 64 bits, as texts. */
  readonly keys: readonly string[]
  /** What every version that has the search sorts by. */
  readonly sorts: readonly string[]
}

/** The versions that have an operation, the oldest first. */
export function versionsOf(operationId: string): Version[] {
  return VERSIONS.filter((version) => contract(version).operations[operationId])
}

/** Throws for an operation that no version has, or that two versions have at different addresses. */
export function operationFacts(operationId: string): OperationFacts | SearchOperationFacts {
  const known = versionsOf(operationId).map(contract)
  const newest = known.at(-1)
  if (!newest) throw new Error(`no version has an operation ${operationId}`)
  const { method, path } = newest.operation(operationId)
  const entries = known.map((one) => one.operation(operationId))
  if (entries.some((entry) => entry.method !== method || entry.path !== path)) {
    throw new Error(`${operationId} has another address in another version`)
  }
  const facts: OperationFacts = {
    operation: operationId,
    method,
    path,
    ...(known[0] && known[0].version !== VERSIONS[0] ? { since: known[0].version } : {}),
    // Camunda calls those reads that lag behind commands, whatever their method.
    kind: method === 'GET' || entries.some(({ eventual }) => eventual) ? 'read' : 'write',
    ...(known.some((one) => holdsJson(one, operationId)) ? { exact: true as const } : {}),
    ...(entries.every(isText) ? { text: true as const } : {}),
    ...(queryOf(entries).length > 0 ? { query: queryOf(entries) } : {}),
    ...formsOf(newest, operationId),
    ...(method !== 'GET' && entries.every(({ body }) => !body) ? { bodyless: true as const } : {}),
  }
  if (isSearch(newest, operationId)) return { ...facts, ...searchFacts(operationId, known) }
  if (entries.every(({ answers }) => Object.keys(answers).join() === '204')) return { ...facts, answersNothing: true }
  const answers = answerFields(newest, operationId)
  if (answers.length === 0) return facts
  // By its contract, 8.8 may leave out every field of some answers.
  const strict = known.find((one) => answerFields(one, operationId).length > 0)
  return {
    ...facts,
    answers,
    ...(strict && strict !== known[0] ? { answersSince: strict.version } : {}),
    ...(answersAt(newest, operationId).length > 0 ? { answersAt: answersAt(newest, operationId) } : {}),
    ...(entries.some(mayBeEmpty) ? { mayAnswerNothing: true as const } : {}),
  }
}

const queryOf = (entries: readonly OperationEntry[]) => [
  ...new Set(entries.flatMap(({ query = {} }) => Object.keys(query))),
]

function formsOf({ table, operation }: Contract, operationId: string): { forms?: Record<string, string> } {
  const forms = Object.entries(operation(operationId).parameters ?? {}).flatMap(([name, field]) => {
    const type = resolveNode(table, field)
    const isNumber = 'ref' in field && field.ref === 'LongKey'
    return name.endsWith('Key') && !isNumber && 'pattern' in type && type.pattern ? [[name, type.pattern] as const] : []
  })
  return forms.length > 0 ? { forms: Object.fromEntries(forms) } : {}
}

/** The statuses of failures whose answers are of the same type as that of a success. */
function answersAt({ operation }: Contract, operationId: string): number[] {
  const entry = operation(operationId)
  const answer = success(entry)
  if (!answer || !('ref' in answer)) return []
  return Object.entries(entry.answers).flatMap(([status, media]) => {
    const plain = media['application/json']
    return Number(status) >= 400 && plain && 'ref' in plain && plain.ref === answer.ref ? [Number(status)] : []
  })
}

function mayBeEmpty({ answers }: OperationEntry): boolean {
  return Object.entries(answers).some(([status, media]) => status.startsWith('2') && Object.keys(media).length === 0)
}

/** The fields that an answer is never without, in the newest version: older ones have most of them. */
function answerFields({ table, operation }: Contract, operationId: string): string[] {
  const answer = success(operation(operationId))
  const type = answer && resolveNode(table, answer)
  if (!type || !('fields' in type)) return []
  return Object.keys(type.fields).filter((field) => type.fields[field]?.required)
}

/** Whether it answers a page of a list. */
function isSearch(known: Contract, operationId: string): boolean {
  return known.operation(operationId).body !== undefined && known.search(operationId).page.length > 0
}

function searchFacts(operationId: string, known: readonly Contract[]) {
  const searches = known.map((one) => ({ version: one.version, ...one.search(operationId) }))
  const newest = searches.at(-1)
  if (!newest) throw new Error(`no version has a search ${operationId}`)
  const inAll = (has: (facts: SearchFacts) => boolean) => searches.every(has)
  const hasPage = (name: string) => inAll(({ page }) => page.includes(name))
  const shown = Object.keys(newest.row).filter((field) => field in newest.filters)
  const lists = shown.filter((field) => newest.row[field]?.items?.type === 'key')
  return {
    ...firstPageSince(operationId, known),
    pages: hasPage('before') ? ('cursors' as const) : hasPage('after') ? ('forward' as const) : ('offsets' as const),
    many: Object.fromEntries(
      shown
        .filter((field) => ['key', 'string'].includes(newest.row[field]?.type ?? '') || lists.includes(field))
        .flatMap((field) => {
          const many = manyFacts(searches, field)
          return many ? [[field, many]] : []
        }),
    ),
    ...readOf(operationId, known),
    groupableBy: shown.filter(
      (field) =>
        (newest.row[field]?.type === 'key' || lists.includes(field)) && inAll(({ filters }) => field in filters),
    ),
    ...(lists.length > 0 ? { lists } : {}),
    keys: Object.entries(newest.row).flatMap(([field, { type }]) => (type === 'key' ? [field] : [])),
    sorts: newest.sortFields.filter((field) => inAll(({ sortFields }) => sortFields.includes(field))),
  }
}

/** 8.9 has a page of some searches that needs a cursor: the first is asked for without one. */
function firstPageSince(operationId: string, known: readonly Contract[]): { firstPageSince?: Version } {
  const takesLimit = ({ table, operation }: Contract) => {
    const body = operation(operationId).body?.type
    const query = body && resolveNode(table, body)
    const page = query && 'fields' in query && query.fields.page && resolveNode(table, query.fields.page)
    return !(page && 'fields' in page && page.fields.after?.required)
  }
  const first = known.find(takesLimit)
  return first && first !== known[0] ? { firstPageSince: first.version } : {}
}

/** The read by key that answers the same fields, on every version that has both. */
function readOf(operationId: string, known: readonly Contract[]): { reads?: string } {
  const newest = known.at(-1)
  if (!newest) return {}
  const reads = Object.entries(newest.operations).flatMap(([name, { method, parameters = {} }]) => {
    const [key, ...others] = Object.keys(parameters)
    if (method !== 'GET' || key === undefined || others.length > 0) return []
    return known.every((one) => sameFields(one, operationId, name, key)) ? [name] : []
  })
  return reads.length === 1 && reads[0] !== undefined ? { reads: reads[0] } : {}
}

function sameFields({ row, operations }: Contract, search: string, read: string, key: string): boolean {
  if (!operations[read]) return false
  const [found, asked] = [Object.keys(row(search)).sort(), Object.keys(row(read)).sort()]
  return asked.includes(key) && found.join() === asked.join()
}

/** Since when, without a break, a search takes many values of a field. */
function manyFacts(searches: ReadonlyArray<SearchFacts & { version: Version }>, field: string): ManyFacts | undefined {
  let many: ManyFacts | undefined
  for (const { version, filters, or } of searches) {
    const { operators = 'exact' } = filters[field] ?? {}
    const by = operators !== 'exact' && operators.includes('$in') ? '$in' : field in filters && or ? '$or' : undefined
    if (by !== many?.by) many = by && { by, since: version }
  }
  return many
}

function isText({ answers }: OperationEntry): boolean {
  const [status] = Object.keys(answers).filter((code) => code.startsWith('2'))
  const media = Object.keys((status && answers[status]) || {})
  return media.length > 0 && media.every((type) => type.startsWith('text/'))
}

/** Numbers of 64 bits that users choose: JavaScript may not hold them exactly. */
const CHOSEN: ReadonlySet<string> = new Set(['backupId', 'backupIds'])

/** Whether an answer holds objects whose fields the contract does not know: variables, say. */
function holdsJson({ table, operation }: Contract, operationId: string): boolean {
  const { answers } = operation(operationId)
  const seen = new Set<string>()
  return Object.entries(answers).some(
    ([status, media]) => status.startsWith('2') && Object.values(media).some((node) => isOpen(table, node, seen)),
  )
}

function isOpen(table: ContractTable, node: Node, seen: Set<string>): boolean {
  if ('ref' in node) {
    if (seen.has(node.ref)) return false
    seen.add(node.ref)
  }
  const type = resolveNode(table, node)
  if ('array' in type) return isOpen(table, type.array, seen)
  if ('oneOf' in type) return type.oneOf.some((one) => isOpen(table, one, seen))
  if ('type' in type) return type.type === 'any'
  if ('fields' in type) {
    return (
      (type.open !== undefined && isAny(table, type.open)) ||
      Object.entries(type.fields).some(([name, field]) => CHOSEN.has(name) || isOpen(table, field, seen))
    )
  }
  return false
}

function isAny(table: ContractTable, node: Node): boolean {
  const type = resolveNode(table, node)
  return 'type' in type && type.type === 'any'
}

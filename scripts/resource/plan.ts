import { contract, type FieldFacts, type FilterFacts } from '../../contract/contract.ts'
import { versionsOf } from '../../contract/operation-facts.ts'
import type { Version } from '../../contract/versions.ts'
import * as catalog from '../../src/upstream/catalog/index.ts'

/** What a field has that came after the oldest version. */
interface Since {
  /** Undefined for what was there from the resource's beginning. */
  since: Version | undefined
}

export interface RowField extends Since {
  name: string
  /** Its name in the SDL: `id` is that of the global one, so an id of the rows is a `listenerId`, say. */
  shown: string
  facts: FieldFacts
  /** The name of an enumeration's type in the SDL. */
  enum?: string
}

export interface FilterField extends Since {
  name: string
  facts: FilterFacts
  /** From which version it takes operators; undefined where it never does. */
  operators: Version | undefined
  enum?: string
}

/** A field that names another resource's key. */
export interface Relation extends Since {
  field: string
  key: string
  type: string
  /** The name of its catalog entry, and of the file that it is in. */
  entry: string
  file: string
  operation: string
}

/** Everything that the contract tells of a resource. */
export interface ResourcePlan {
  /** `DecisionDefinition`, `decision-definition`, `decisionDefinition`, `decisionDefinitions`. */
  type: string
  file: string
  one: string
  many: string
  /** The name of its catalog entry. */
  entry: string
  key: string
  keyIsText: boolean
  search: string
  get: string | undefined
  since: Version
  fields: readonly RowField[]
  filters: readonly FilterField[]
  relations: readonly Relation[]
  enums: ReadonlyMap<string, ReadonlyArray<{ value: string; since: Version | undefined }>>
  sortsByKey: boolean
  sorts: readonly string[]
  /** `last` and `before` are there only where REST pages backwards. */
  pagesBackwards: boolean
}

/** Throws for an operation that no version has, or that is no search of a list of its own. */
export async function plan(search: string): Promise<ResourcePlan> {
  const versions = versionsOf(search)
  const [since] = versions
  const newest = versions.at(-1)
  if (!since || !newest) throw new Error(`no version has an operation ${search}`)
  const { path } = contract(newest).operation(search)
  const base = path.replace(/\/search$/, '')
  const reads = Object.entries(contract(newest).operations).filter(
    ([, one]) => one.method === 'GET' && one.path.startsWith(`${base}/{`) && one.path.split('/').length === 3,
  )
  const [get, entry] = reads[0] ?? []
  const type = get?.replace(/^get/, '') ?? singular(search.replace(/^search/, ''))
  const facts = contract(newest).search(search)
  const one = lowerFirst(type)
  const plural = lowerFirst(search.replace(/^search/, ''))
  const key = entry ? (Object.keys(entry.parameters ?? {})[0] ?? '') : `${one}Key`
  const misfit = misfitOf(path, key, Object.keys(facts.row))
  if (misfit) throw new Error(`${search} ${misfit}`)
  const enums = new Map<string, Array<{ value: string; since: Version | undefined }>>()
  const later = (has: (version: Version) => boolean) => {
    const first = versions.find(has)
    return first === since ? undefined : first
  }
  const enumOf = (name: string, values: readonly string[] | undefined, at: (version: Version) => readonly string[]) => {
    if (!values) return {}
    // Some fields have the name of their type before their own: `messageSubscriptionState`.
    const named = upperFirst(name).startsWith(type) ? upperFirst(name) : `${type}${upperFirst(name)}`
    const all = [...new Set(versions.flatMap(at))]
    enums.set(
      named,
      // What came with the enumeration's own field says nothing of itself.
      all
        .map((value) => ({ value, since: versions.find((version) => at(version).includes(value)) }))
        .map((one) => ({
          ...one,
          since: one.since === versions.find((version) => at(version).length > 0) ? undefined : one.since,
        })),
    )
    return { enum: named }
  }
  const fields = Object.entries(facts.row).map(([name, field]): RowField => {
    const values = (version: Version) => {
      const known = contract(version).search(search).row[name]
      return known?.enum ?? known?.items?.enum ?? []
    }
    return {
      name,
      shown: name === 'id' ? `${lowerFirst(lastWord(type))}Id` : name,
      facts: field,
      since: later((version) => name in contract(version).search(search).row),
      ...enumOf(field.type === 'list' ? singular(name) : name, field.enum ?? field.items?.enum, values),
    }
  })
  const filters = Object.entries(facts.filters).map(([name, filter]): FilterField => {
    const at = (version: Version) => contract(version).search(search).filters[name]
    return {
      name,
      facts: filter,
      since: later((version) => at(version) !== undefined),
      operators: versions.find((version) => (at(version)?.operators ?? 'exact') !== 'exact'),
      ...enumOf(name, filter.enum, (version) => at(version)?.enum ?? []),
    }
  })
  return {
    type,
    file: kebabCase(one),
    one,
    many: plural !== one ? plural : one.endsWith('s') ? `${one}List` : `${one}s`,
    entry: plural,
    key,
    keyIsText: facts.row[key]?.type !== 'key',
    search,
    get,
    since,
    fields,
    filters,
    relations: relationsOf(fields, key),
    enums,
    sortsByKey: facts.sortFields.includes(key),
    sorts: facts.sortFields,
    pagesBackwards: facts.page.includes('before'),
  }
}

/** Why a search answers no objects that can be found by a key; undefined where it does. */
function misfitOf(path: string, key: string, row: readonly string[]): string | undefined {
  if (path.includes('{')) return 'has its parent in its path: write a field of that parent, with searchConnection.'
  if (!row.includes(key)) return `answers rows without ${key}: the contract does not tell what identifies them.`
  return undefined
}

/** The resources whose keys a row names. */
function relationsOf(fields: readonly RowField[], own: string): Relation[] {
  return Object.values(catalog).flatMap((known) => {
    const field = fields.find(({ name }) => name === known.key && name !== own)
    if (!field) return []
    const name = lowerFirst(known.type)
    const entry = lowerFirst(known.search.operation.replace(/^search/, ''))
    const { operation } = known.get ?? known.search
    // Of the operation, not of the rows that name its key: they may have come later.
    const since = field.since ?? versionsOf(operation)[0]
    return [{ field: name, key: known.key, type: known.type, entry, file: kebabCase(name), operation, since }]
  })
}

const lastWord = (name: string) => /[A-Z][^A-Z]*$/.exec(name)?.[0] ?? name
export const singular = (name: string) => name.replace(/ies$/, 'y').replace(/([^s])s$/, '$1')
export const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1)
const upperFirst = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
const kebabCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

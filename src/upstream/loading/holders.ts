import { parametersOf, type Search } from '../catalog/operation.ts'
import type { Resource } from '../catalog/resource.ts'
import type { SearchAnswer } from '../dialects/search.ts'
import { checkSearch } from '../dialects/support.ts'
import { NotSupported, UpstreamFailure } from '../failures/failure.ts'
import { MAX_LIMIT } from '../paging/pagination.ts'
import type { Session } from '../session/session.ts'

/** The most holders that are looked through: each is a call. */
const MAX_HOLDERS = 100

/** The most memberships that are looked through, in all holders together. */
const MAX_MEMBERSHIPS = 100_000

/** How many members are asked for before it is known how many there are in all. */
const FIRST_LIMIT = 1_000

/** How the members of something are searched for. */
interface MemberList {
  /** With the holder's key in its path. */
  search: Search
  /** The field of a member's row that identifies it. */
  member: string
}

/** The same, and what has members, such as groups. */
export interface HolderList<Row extends object> extends MemberList {
  resource: Resource<Row>
}

/**
 * By each member, what has it, where REST tells the members of each but not what has one: all holders, and all members of
 * each. Exact or refused: rejects with NotSupported where there are too many.
 */
export async function loadHolders<Row extends object>(
  session: Session,
  list: HolderList<Row>,
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const { resource, search, member } = list
  const { search: all, sort, key } = resource
  const { support } = session.cluster.dialect
  if (support) checkSearch(support, { search })
  const holders = await session.search<Row>({ search: all, sort }, key, { limit: MAX_HOLDERS })
  if (!isWhole(holders)) throw tooMany(session, list, AMONG)
  const first = await Promise.all(holders.rows.map((row) => membersOf(session, list, String(row[key]), FIRST_LIMIT)))
  const count = first.reduce((sum, { total }) => sum + total, 0)
  if (count > MAX_MEMBERSHIPS || first.some(({ totalIsExact }) => !totalIsExact)) throw tooMany(session, list, AMONG)
  const found = new Map<string, Row[]>()
  await Promise.all(
    holders.rows.map(async (row, at) => {
      const known = first[at]
      const members = known && isWhole(known) ? known : await membersOf(session, list, String(row[key]), MAX_LIMIT)
      if (!isWhole(members)) throw tooMany(session, list, AMONG)
      for (const one of members.rows) {
        const name = Reflect.get(one, member)
        if (typeof name !== 'string') continue
        const own = found.get(name)
        if (own) own.push(row)
        else found.set(name, [row])
      }
    }),
  )
  return found
}

/** Whether a holder has a member, as reads show it. Rejects with NotSupported where there are too many to look through. */
export async function hasMember(session: Session, list: MemberList, holder: string, key: string): Promise<boolean> {
  const { support } = session.cluster.dialect
  if (support) checkSearch(support, list)
  // Camunda filters by none of most kinds of members.
  const members = await membersOf(session, list, holder, MAX_LIMIT)
  if (members.rows.some((one) => Reflect.get(one, list.member) === key)) return true
  if (!isWhole(members)) throw tooMany(session, list, `${MAX_LIMIT} members`)
  return false
}

/** The members of one holder; none where it is gone by now. */
async function membersOf(
  session: Session,
  { search, member }: MemberList,
  holder: string,
  limit: number,
): Promise<SearchAnswer<object>> {
  const [parent = ''] = parametersOf(search.path)
  const parameters = { [parent]: holder }
  const sort = search.sorts.includes(member) ? [{ field: member, order: 'ASC' as const }] : []
  try {
    return await session.search<Record<string, unknown>>({ search, parameters, sort }, member, { limit })
  } catch (error) {
    if (!(error instanceof UpstreamFailure) || error.kind !== 'refused' || error.status !== 404) throw error
    return { rows: [], total: 0, totalIsExact: true, startCursor: null, endCursor: null }
  }
}

/** Whether an answer has all rows. A first page without any has none to come, whatever an 8.8 cluster counts. */
const isWhole = ({ rows, total, totalIsExact }: SearchAnswer<object>) =>
  totalIsExact && (total <= rows.length || rows.length === 0)

const AMONG = `${MAX_HOLDERS} lists or ${MAX_MEMBERSHIPS} members`

function tooMany({ cluster }: Session, { search }: MemberList, among: string): unknown {
  return cluster.withName(
    NotSupported.byGeneration(
      `Looking for a member by ${search.operation} through more than ${among}`,
      cluster.dialect.generation,
      'Ask from the other end: for the members of those that matter.',
    ),
  )
}

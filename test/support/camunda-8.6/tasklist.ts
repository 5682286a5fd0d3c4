import type { OperateAnswer, OperateCall } from '../operate/server.ts'

/** A task as Tasklist 8.6.0 answers it, without its place in a list. */
export interface TasklistTask {
  id: string
  name: string
  taskDefinitionId: string
  processName: string
  creationDate: string
  completionDate: string | null
  assignee: string | null
  taskState: string
  formKey: string | null
  formId: string | null
  formVersion: number | null
  processDefinitionKey: string
  processInstanceKey: string
  tenantId: string
  dueDate: string | null
  followUpDate: string | null
  candidateGroups: string[] | null
  candidateUsers: string[] | null
  implementation: string
  priority: number
}

type Check = (task: TasklistTask, value: never) => boolean

const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+0000$/
const time = (date: string) => Date.parse(date.replace('+0000', 'Z'))

const isIn = (date: string | null, { from, to }: { from?: string; to?: string }) =>
  date !== null && (!from || time(date) >= time(from)) && (!to || time(date) <= time(to))

/** What its search knows; it ignores everything else, and then answers everything. */
const FILTERS: Readonly<Record<string, Check>> = {
  state: (task, value: string) => task.taskState === value,
  assigned: (task, value: boolean) => (task.assignee !== null) === value,
  assignee: (task, value: string) => task.assignee === value,
  assignees: (task, value: string[]) => task.assignee !== null && value.includes(task.assignee),
  taskDefinitionId: (task, value: string) => task.taskDefinitionId === value,
  candidateGroup: (task, value: string) => (task.candidateGroups ?? []).includes(value),
  candidateGroups: (task, value: string[]) => (task.candidateGroups ?? []).some((one) => value.includes(one)),
  candidateUser: (task, value: string) => (task.candidateUsers ?? []).includes(value),
  candidateUsers: (task, value: string[]) => (task.candidateUsers ?? []).some((one) => value.includes(one)),
  processDefinitionKey: (task, value: string) => task.processDefinitionKey === value,
  processInstanceKey: (task, value: string) => task.processInstanceKey === value,
  implementation: (task, value: string) => task.implementation === value,
  dueDate: (task, value: object) => isIn(task.dueDate, value),
  followUpDate: (task, value: object) => isIn(task.followUpDate, value),
  priority: ({ priority }, value: Partial<Record<'eq' | 'gt' | 'gte' | 'lt' | 'lte', number>>) => {
    const { eq = priority, gt = -1, gte = 0, lt = 101, lte = 100 } = value
    return priority === eq && priority > gt && priority >= gte && priority < lt && priority <= lte
  },
}

const SORTS = {
  creationTime: ({ creationDate }: TasklistTask) => creationDate,
  completionTime: ({ completionDate }: TasklistTask) => completionDate,
  dueDate: ({ dueDate }: TasklistTask) => dueDate,
  followUpDate: ({ followUpDate }: TasklistTask) => followUpDate,
  priority: ({ priority }: TasklistTask) => priority,
}

interface TaskSearch {
  pageSize?: number
  sort?: Array<{ field: keyof typeof SORTS; order: 'ASC' | 'DESC' }>
  searchAfter?: string[]
  searchBefore?: string[]
  [filter: string]: unknown
}

/** Searches as Tasklist does. What it would ignore or break on is a violation. */
export function searchTasks(tasks: readonly TasklistTask[], asked: TaskSearch, violations: string[]): OperateAnswer {
  const {
    pageSize = 50,
    sort = [{ field: 'creationTime', order: 'DESC' }],
    searchAfter,
    searchBefore,
    ...filters
  } = asked
  if (pageSize < 1 || pageSize > 10_000) violations.push(`pageSize ${pageSize}`)
  if (searchAfter && searchBefore) violations.push('searchAfter and searchBefore')
  for (const { field } of sort) if (!Object.hasOwn(SORTS, field)) violations.push(`a sort by ${field} is refused`)
  for (const [name, value] of Object.entries(filters)) {
    if (!Object.hasOwn(FILTERS, name)) violations.push(`a filter by ${name} is ignored`)
    else if (name.endsWith('Date')) {
      const { from, to, ...others } = value as { from?: string; to?: string }
      // It fails on a range with one end.
      const isWrong = [from, to].some((date) => !DATE.test(date ?? ''))
      if (isWrong || Object.keys(others).length > 0) violations.push(`${name} is ${JSON.stringify(value)}`)
    } else if (name === 'state' && !['CREATED', 'COMPLETED', 'CANCELED', 'FAILED'].includes(String(value))) {
      violations.push(`state ${value}`)
    } else if (name.endsWith('Key') && typeof value !== 'string') violations.push(`${name} is no text`)
  }
  const found = tasks
    .filter(({ taskState }) => filters.state !== undefined || taskState !== 'CANCELED')
    .filter((task) => Object.entries(filters).every(([name, value]) => FILTERS[name]?.(task, value as never) ?? true))
    .map((task) => ({
      task,
      sortValues: [...sort.map(({ field, order }) => place(SORTS[field](task), order)), task.id],
    }))
  const order = (a: readonly string[], b: readonly string[]) => {
    for (const [index, level] of sort.entries()) {
      const one = Number(a[index]) - Number(b[index])
      if (one !== 0) return level.order === 'ASC' ? one : -one
    }
    const [one, other] = [BigInt(a.at(-1) ?? 0), BigInt(b.at(-1) ?? 0)]
    return one < other ? -1 : one > other ? 1 : 0
  }
  found.sort((a, b) => order(a.sortValues, b.sortValues))
  const rest = searchAfter
    ? found.filter(({ sortValues }) => order(sortValues, searchAfter) > 0)
    : searchBefore
      ? found.filter(({ sortValues }) => order(sortValues, searchBefore) < 0)
      : found
  const page = searchBefore ? rest.slice(-pageSize) : rest.slice(0, pageSize)
  const body = page.map(({ task, sortValues }) => ({
    ...task,
    sortValues,
    isFirst: sortValues === found[0]?.sortValues,
  }))
  return { status: 200, body }
}

/** Tasks without a date stand at the end of 2099 or, where the sort is turned, of 1899. */
function place(value: string | number | null, order: 'ASC' | 'DESC'): string {
  if (typeof value === 'number') return `${value}.0`
  if (value === null) return String(order === 'ASC' ? 4102358400000 : -2208988800000)
  return String(time(value))
}

export interface TasklistOptions {
  tasks: TasklistTask[]
  /** What a task sees, by its id: scope and name of each variable. */
  variables: Record<string, Array<{ scopeKey: string; name: string }>>
  forms: Record<string, { schema: string; version: number }>
  /** Whether reading a single task fails, as with a token where Operate shares the process. */
  brokenReads: boolean
}

/** Answers what is Tasklist's; undefined for everything else. */
export function tasklist(
  { tasks, variables, forms, brokenReads }: TasklistOptions,
  { method, path, body }: OperateCall,
  violations: string[],
): OperateAnswer | undefined {
  if (method === 'POST' && path === '/tasks/search') return searchTasks(tasks, body ?? {}, violations)
  const [, key, part] = /^\/tasks\/(\d+)(\/variables\/search)?$/.exec(path) ?? []
  if (key) {
    const task = tasks.find(({ id }) => id === key)
    if (method === 'GET' && !part && brokenReads)
      return { status: 500, body: { status: 500, message: 'Unexpected server error occurred.', instance: null } }
    if (!task)
      return { status: 404, body: { status: 404, message: `task with id ${key} was not found`, instance: 'x' } }
    if (method === 'GET' && !part) return { status: 200, body: task }
    return {
      status: 200,
      body: (variables[key] ?? []).map(({ scopeKey, name }) => ({ id: `${scopeKey}-${name}`, name, value: '"cut"' })),
    }
  }
  const [, formId, query] = /^\/forms\/(\w+)\?(.*)$/.exec(path) ?? []
  if (method !== 'GET' || !formId) return undefined
  const asked = new URLSearchParams(query)
  if (!asked.get('processDefinitionKey')) violations.push('a form is asked for without processDefinitionKey')
  const form = forms[formId]
  if (!form || String(form.version) !== asked.get('version')) {
    return { status: 404, body: { status: 404, message: `form with id ${formId} was not found`, instance: 'x' } }
  }
  return {
    status: 200,
    body: {
      id: formId,
      processDefinitionKey: asked.get('processDefinitionKey'),
      ...form,
      tenantId: '<default>',
      isDeleted: false,
    },
  }
}

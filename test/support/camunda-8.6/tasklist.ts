import type { LegacyAnswer, LegacyAnswerer, LegacyCall } from '../legacy/server.ts'

/** A task as Tasklist 8.6.0 answers it, without its place in a list. */
export interface TasklistTask {
  id: string
  name: string | null
  taskDefinitionId: string
  processName: string
  creationDate: string
  completionDate: string | null
  assignee: string | null
  taskState: string
  formKey: string | null
  formId: string | null
  formVersion: number | null
  isFormEmbedded: boolean | null
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

const time = (date: string) => Date.parse(date.replace('+0000', 'Z'))

const isIn = (date: string | null, { from, to }: { from?: string; to?: string }) =>
  date !== null && (!from || time(date) >= time(from)) && (!to || time(date) <= time(to))

/** How its search filters; it ignores everything else, and then answers everything. */
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

/** Searches as Tasklist does. */
export function searchTasks(tasks: readonly TasklistTask[], asked: TaskSearch): LegacyAnswer {
  const {
    pageSize = 50,
    sort = [{ field: 'creationTime', order: 'DESC' }],
    searchAfter,
    searchBefore,
    ...filters
  } = asked
  const wrong = sort.find(({ field }) => !Object.hasOwn(SORTS, field))
  if (wrong) return problem(400, `there is no sort by ${wrong.field}`)
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
    variables: [],
    context: null,
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

/** Answers as Tasklist does; the options may be changed at any time. */
export function tasklistAnswerer(options: TasklistOptions): LegacyAnswerer {
  const taskOf = (key: string): TasklistTask | undefined => options.tasks.find(({ id }) => id === key)
  const handlers: Record<string, (call: LegacyCall, key: string) => LegacyAnswer> = {
    searchTasks: ({ body }) => searchTasks(options.tasks, body ?? {}),
    getTask(_, key) {
      if (options.brokenReads) return problem(500, 'Unexpected server error occurred.', null)
      const task = taskOf(key)
      return task ? { status: 200, body: task } : problem(404, `task with id ${key} was not found`)
    },
    searchTaskVariables(_, key) {
      if (!taskOf(key)) return problem(404, `task with id ${key} was not found`)
      const body = (options.variables[key] ?? []).map(({ scopeKey, name }) => ({
        id: `${scopeKey}-${name}`,
        name,
        value: '"cut"',
        isValueTruncated: false,
        previewValue: '"cut"',
        draft: null,
      }))
      return { status: 200, body }
    },
    getForm({ query: { processDefinitionKey, version } }, formId) {
      const form = options.forms[formId]
      if (!form || String(form.version) !== version) return problem(404, `form with id ${formId} was not found`)
      const body = { id: formId, processDefinitionKey, title: null, ...form, tenantId: '<default>', isDeleted: false }
      return { status: 200, body }
    },
  }
  return (call, { operationId, parameters }) =>
    handlers[operationId]?.(call, parameters.taskId ?? parameters.formId ?? '')
}

function problem(status: number, message: string, instance: string | null = INSTANCE): LegacyAnswer {
  return { status, body: { status, message, instance } }
}

const INSTANCE = '967f9844-9a0f-4f0a-a9f3-0b9c8f6f4a5e'

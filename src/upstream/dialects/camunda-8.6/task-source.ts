import { notCamundas } from '../../failures/failure.ts'
import type { Source } from '../operate-v1/source.ts'
import type { Row } from '../operate-v1/table.ts'
import { readTask, type Task } from './task.ts'

/** Tasklist as one caller sees it, beside Operate, which has the definitions. */
export interface TaskSource {
  operate: Source
  /** Which of the addresses is Tasklist's. */
  at: string
}

/** One call of Tasklist's search. */
export async function askTasklist({ operate: { wire }, at }: TaskSource, body: Row): Promise<Task[]> {
  const operation = 'searchUserTasks'
  const answer = await wire.send({ operation, method: 'POST', path: '/tasks/search', body, kind: 'read', at })
  return wire.readable(operation, () => {
    if (!Array.isArray(answer)) throw notCamundas('a search answered no list')
    return answer.map(readTask)
  })
}

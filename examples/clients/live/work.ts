import assert from 'node:assert/strict'
import { assign, complete } from './colleague.ts'
import type { Screen } from './screen.ts'

/** A colleague takes a task and completes it: the screen has to show both. */
export async function work(screen: Screen, client: string): Promise<void> {
  const { nodes } = await screen.until(() => true)
  const task = nodes.find(({ assignee }) => !assignee)
  assert.ok(task)
  await assign(task.userTaskKey, client)
  await screen.until((list) => list.nodes.some(({ id, assignee }) => id === task.id && assignee === client))
  console.log(`${client}: the list shows the new assignee`)
  await complete(task.userTaskKey)
  await screen.until((list) => list.nodes.every(({ id }) => id !== task.id))
  console.log(`${client}: the completed task is gone`)
}

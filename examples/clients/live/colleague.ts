import assert from 'node:assert/strict'
import { GraphQLClient } from 'graphql-request'

export const url = process.env.GATEWAY_URL ?? 'http://127.0.0.1:4000/graphql'
const gateway = new GraphQLClient(url)

/** Somebody else at work, of whose commands the screens of these programs know nothing by themselves. */
export async function assign(userTaskKey: string, assignee: string): Promise<void> {
  await command('assignUserTask', 'AssignUserTaskInput', { userTaskKey, assignee })
}

export async function complete(userTaskKey: string): Promise<void> {
  await command('completeUserTask', 'CompleteUserTaskInput', { userTaskKey })
}

/** Starts an order, and answers its key. */
export async function order(): Promise<string> {
  const variables = { orderId: 'ORD-30001', total: 49.9, express: false }
  const input = { processDefinitionId: 'order', variables }
  const { processInstanceKey } = await command('createProcessInstance', 'CreateProcessInstanceInput', input)
  assert.ok(processInstanceKey)
  return processInstanceKey
}

export async function cancel(processInstanceKey: string): Promise<void> {
  await command('cancelProcessInstance', 'CancelProcessInstanceInput', { processInstanceKey })
}

interface Told {
  processInstanceKey?: string
}

async function command(field: string, type: string, input: object): Promise<Told> {
  const selection = field === 'createProcessInstance' ? 'processInstanceKey' : '__typename'
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} } }`
  return (await gateway.request<Record<string, Told>>(query, { input }))[field] ?? {}
}

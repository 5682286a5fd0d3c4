import { withoutNulls } from '../../fields/command.ts'
import { isPresent } from '../../fields/present.ts'
import type { AgentInstanceHistoryItemInput, AgentMessageContentInput } from '../../generated/schema.ts'
import { InvalidInput } from '../../upstream/failures/failure.ts'
import { isRawNumber } from '../../upstream/json/exact-json.ts'
import { isJsonObject } from '../../upstream/json/json-object.ts'

/** What commands for agents have in common. */
interface WithHistory {
  jobLeaseToken: string
  history?: readonly AgentInstanceHistoryItemInput[] | null
}

/** Throws InvalidInput for what Camunda would refuse. */
export function checkAgentHistory({ jobLeaseToken, history }: WithHistory): void {
  if (jobLeaseToken === '')
    throw new InvalidInput('input.jobLeaseToken', 'give the lease that activateJobs gave with the job.')
  for (const [index, item] of (history ?? []).entries()) checkItem(item, `input.history[${index}]`)
}

function checkItem(item: AgentInstanceHistoryItemInput, path: string): void {
  const { historyItemId, loopIteration, toolCalls, systemPrompt, content } = item
  if (historyItemId.trim() === '') throw new InvalidInput(`${path}.historyItemId`, 'give an id that is not blank.')
  if (loopIteration < 1) throw new InvalidInput(`${path}.loopIteration`, 'rounds are counted from 1.')
  if (systemPrompt?.length === 0)
    throw new InvalidInput(`${path}.systemPrompt`, 'give at least one part, or leave it out.')
  for (const [index, call] of (toolCalls ?? []).entries())
    checkObject(`${path}.toolCalls[${index}].arguments`, call.arguments)
  for (const [name, parts] of Object.entries({ content, systemPrompt }))
    for (const [index, part] of (parts ?? []).entries())
      checkObject(`${path}.${name}[${index}].documentReference`, part.documentReference)
}

function checkObject(path: string, value: unknown): void {
  if (!isPresent(value) || (isJsonObject(value) && !isRawNumber(value))) return
  throw new InvalidInput(path, 'give a JSON object.')
}

/** A body as Camunda wants it: what is left out of an object is null there, and a part of a message says what it is. */
export function withAgentHistory<Input extends WithHistory>(input: Input): Record<string, unknown> {
  return withoutNulls({ ...input, history: input.history?.map(historyItem) })
}

function historyItem(item: AgentInstanceHistoryItemInput): object {
  const { content, systemPrompt, toolCalls, metrics, tools, limits, ...others } = item
  return withoutNulls({
    ...others,
    content: content.map(contentOf),
    systemPrompt: systemPrompt?.map(contentOf),
    toolCalls: toolCalls?.map((call) => ({ elementId: null, arguments: null, ...call })),
    tools: tools?.map((tool) => ({ description: null, elementId: null, ...tool })),
    metrics: metrics && { ...UNKNOWN_METRICS, ...metrics },
    limits: limits && { ...NO_LIMITS, ...withoutNulls(limits) },
  })
}

const NO_LIMITS = { maxModelCalls: -1, maxTokens: -1, maxToolCalls: -1 }

const UNKNOWN_METRICS = {
  inputTokens: null,
  outputTokens: null,
  reasoningTokenCount: null,
  cacheCreationTokenCount: null,
  cacheReadTokenCount: null,
  durationMs: null,
}

function contentOf({ text, documentReference, object }: AgentMessageContentInput): object {
  if (isPresent(text)) return { contentType: 'TEXT', text }
  if (isPresent(documentReference)) return { contentType: 'DOCUMENT', documentReference }
  return { contentType: 'OBJECT', object }
}

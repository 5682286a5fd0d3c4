import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../request/context.ts'
import { type BatchOperationRow, batchOperations, hasEnded } from '../upstream/catalog/batch-operation.ts'
import type { Operation } from '../upstream/catalog/operation.ts'
import type { RestFilter } from '../upstream/catalog/resource.ts'
import type { BatchOperationCreatedResult } from '../upstream/contract/types.ts'
import { InvalidInput, NotYetVisible } from '../upstream/failures/failure.ts'
import { toNumber } from '../upstream/json/exact-json.ts'
import { afterWrite, waitFor } from './after-write.ts'
import { type CommandShape, command, remainingMs, type Written, withoutNulls } from './command.ts'
import type { Filtered } from './command-filter.ts'
import { isPresent } from './present.ts'
import { upstreamOf } from './upstream-of.ts'
import { withPayload } from './with-payload.ts'

/** Whether a client waits for the end of the batch operation that its command starts, and for how long. */
interface Awaiting {
  awaitCompletion?: boolean | null
  requestTimeout?: unknown
}

/**
 * A command that starts a batch operation for all objects that a list's filter finds. Its payload, which the SDL need not
 * say, has the batch operation.
 */
export function batchCommand<Resolvers extends object, Input extends Awaiting = Awaiting>(
  operation: Operation,
  filtered: Filtered,
  shape: Pick<CommandShape<Input, BatchOperationCreatedResult>, 'body' | 'check'> = {},
): Resolvers {
  return withPayload(operation, startsBatch(operation, filtered, shape), { batchOperation: startedBatchOperation })
}

function startsBatch<Input extends Awaiting>(
  operation: Operation,
  filtered: Filtered,
  shape: Pick<CommandShape<Input, BatchOperationCreatedResult>, 'body' | 'check'>,
) {
  return command<Input, BatchOperationCreatedResult>(operation, {
    // 8.8 may leave out both.
    answers: operation.answersSince ? [] : ['batchOperationKey', 'batchOperationType'],
    filtered,
    body: commandOf,
    ...shape,
    check(input) {
      const { awaitCompletion, requestTimeout } = input
      if (isPresent(requestTimeout) && !awaitCompletion)
        throw new InvalidInput(
          'input.requestTimeout',
          'it says how long `awaitCompletion` waits: give both or neither.',
        )
      if (toNumber(requestTimeout ?? 0) < 0)
        throw new InvalidInput('input.requestTimeout', 'give the milliseconds to wait, from 0.')
      shape.check?.(input)
    },
    wait: ({ awaitCompletion, requestTimeout }) => (awaitCompletion ? toNumber(requestTimeout ?? 0) : undefined),
  })
}

/** All that REST is told. */
function commandOf(input: Awaiting, filter?: RestFilter): Record<string, unknown> {
  const { awaitCompletion: _wait, requestTimeout: _timeout, ...told } = input
  return withoutNulls({ ...told, filter })
}

const asItReads = afterWrite(batchOperations)

/** In a payload: the batch operation that the command has started, at its end where the client waits for it. */
async function startedBatchOperation(
  payload: Written<Awaiting, Partial<BatchOperationCreatedResult>>,
  args: object,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<BatchOperationRow | null> {
  const { batchOperationKey, input, operation } = payload
  if (!batchOperationKey || !input.awaitCompletion) return asItReads(payload, args, context, info)
  const upstream = upstreamOf(payload, context)
  const left = Math.max(0, remainingMs(context.maxRequestMs, upstream.elapsed))
  const asked = toNumber(input.requestTimeout ?? 0)
  const withinMs = asked > 0 ? Math.min(asked, left) : left
  return waitFor(
    upstream,
    operation,
    async () => {
      const row = await upstream.freshRow(batchOperations, batchOperationKey)
      return row && hasEnded(row) ? row : undefined
    },
    {
      withinMs,
      inVain: () =>
        new NotYetVisible(
          operation,
          `Batch operation ${batchOperationKey} was not at its end within ${withinMs} ms, and goes on. Ask for it by batchOperation(batchOperationKey: "${batchOperationKey}").`,
        ),
    },
  )
}

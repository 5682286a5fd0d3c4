import { waitFor } from '../../fields/after-write.ts'
import type { Written } from '../../fields/command.ts'
import { readFrom } from '../../fields/read.ts'
import { upstreamOf } from '../../fields/upstream-of.ts'
import type { Context } from '../../request/context.ts'
import type { Operation } from '../../upstream/catalog/operation.ts'

/** What an operation answers whose only field is a status. */
export function statusOf<Status extends string>(operation: Operation) {
  return async (source: unknown, _args: object, context: Context): Promise<Status> => {
    const { status } = await readFrom<{ status: Status }>(upstreamOf(source, context), operation)
    return status
  }
}

/** The status of exporting as soon as it is one of those that a command leads to. */
export function exportingUntil<Status extends string>(operation: Operation, ...until: readonly Status[]) {
  const status = statusOf<Status>(operation)
  return (payload: Written<object>, args: object, context: Context): Promise<Status> =>
    waitFor(upstreamOf(payload, context), payload.operation, async () => {
      const now = await status(payload, args, context)
      return until.includes(now) ? now : undefined
    })
}

import { afterWrite, gone } from '../fields/after-write.ts'
import { command } from '../fields/command.ts'
import { connection } from '../fields/connection.ts'
import { checkText } from '../fields/keys.ts'
import { byKey, globalId } from '../fields/one.ts'
import type { CreateGlobalTaskListenerInput, Resolvers, UpdateGlobalTaskListenerInput } from '../generated/schema.ts'
import { type GlobalTaskListenerRow, globalTaskListeners } from '../upstream/catalog/global-task-listener.ts'
import { operations } from '../upstream/catalog/operation.ts'
import type { GlobalTaskListenerResult } from '../upstream/contract/types.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'

export const resolvers: Resolvers = {
  Query: {
    globalTaskListener: byKey(globalTaskListeners),
    globalTaskListeners: connection(globalTaskListeners),
  },
  GlobalTaskListener: {
    id: globalId(globalTaskListeners),
    listenerId: ({ id }) => id,
  },
  Mutation: {
    createGlobalTaskListener: command<CreateGlobalTaskListenerInput, GlobalTaskListenerResult>(
      operations.createGlobalTaskListener,
      {
        check: (input) => {
          checkText('input.id', input.id)
          checkListener(input)
        },
      },
    ),
    updateGlobalTaskListener: command<UpdateGlobalTaskListenerInput, GlobalTaskListenerResult>(
      operations.updateGlobalTaskListener,
      { check: checkListener },
    ),
    deleteGlobalTaskListener: command(operations.deleteGlobalTaskListener),
  },
  CreateGlobalTaskListenerPayload: {
    globalTaskListener: afterWrite(globalTaskListeners),
  },
  UpdateGlobalTaskListenerPayload: {
    globalTaskListener: afterWrite(globalTaskListeners, {
      changes: (row) => FIELDS.map((field) => row[field]),
      // The command answers what the listener is from now on, defaults included.
      isVisible: (row, told) => FIELDS.every((field) => textOf(row[field]) === textOf(told[field])),
    }),
  },
  DeleteGlobalTaskListenerPayload: {
    isGone: gone(globalTaskListeners),
  },
}

/** What a listener is, beside its id. */
const FIELDS = [
  'type',
  'eventTypes',
  'retries',
  'afterNonGlobal',
  'priority',
] as const satisfies readonly (keyof GlobalTaskListenerRow)[]

const textOf = (value: unknown) => String(Array.isArray(value) ? value.toSorted() : value)

function checkListener({ type, eventTypes, retries }: UpdateGlobalTaskListenerInput): void {
  if (type === '') throw new InvalidInput('input.type', 'give the type of jobs that workers ask for.')
  if (eventTypes.length === 0) throw new InvalidInput('input.eventTypes', 'give at least one, such as all.')
  if ((retries ?? 1) < 1) throw new InvalidInput('input.retries', 'give a number from 1.')
}

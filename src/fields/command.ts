import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../request/context.ts'
import { type Operation, parametersOf } from '../upstream/catalog/operation.ts'
import type { RestFilter } from '../upstream/catalog/resource.ts'
import { InvalidInput, MAYBE_ELSEWHERE, UpstreamFailure } from '../upstream/failures/failure.ts'
import { isRawNumber, toNumber } from '../upstream/json/exact-json.ts'
import { LAST_DATE_MS } from '../upstream/json/last-date.ts'
import { commandFilter, type Filtered } from './command-filter.ts'
import { factsOf } from './facts.ts'
import { checkInput } from './input.ts'
import { checkText } from './keys.ts'
import { isPresent } from './present.ts'
import { upstreamOf } from './upstream-of.ts'

/** The source of a payload's fields: the cluster's answer, with the command's operation and input added. */
export type Written<Input, Answer extends object = object> = Answer & { input: Input; operation: string }

/** How a command's input becomes a call, where it is not simply the input. */
export interface CommandShape<Input, Answer> {
  /** The fields that the cluster's answer must have; left out if the command has no answer. */
  answers?: ReadonlyArray<keyof Answer & string>
  /** The body; by default all of the input that is not in the path. `input.filter` comes as REST takes it. */
  body?: (input: Input, filter?: RestFilter) => unknown
  /** For a command that is for what a list's filter finds, which it has in `input.filter`. */
  filtered?: Filtered
  /** Throws InvalidInput for input that the schema's types allow and Camunda does not. */
  check?: (input: Input) => void
  /** Milliseconds that the cluster holds the call open by design. */
  extraTime?: (input: Input) => number | undefined
  /** Milliseconds that the client asks the cluster to wait, in `input.requestTimeout`. */
  wait?: (input: Input) => number | undefined
  /** How to find out what has become of a command that may have been carried out: sentences. `sent` is when it was. */
  advice?: (input: Input, sent: Date) => string
  /** The operation itself, where it depends on the input. */
  operation?: (input: Input) => Operation
}

/**
 * A command: the mutation's `input` becomes one REST call, whose path takes its parameters from the input. Everything
 * is checked before the call; afterwards, everything that was loaded before is forgotten.
 */
export function command<Input extends object, Answer extends object = object>(
  operation: Operation,
  shape: CommandShape<Input, Answer> = {},
) {
  return async (
    source: unknown,
    // A command that needs none may be given none: none of its fields is there then.
    { input: given }: { input?: Input | null },
    context: Context,
    info: GraphQLResolveInfo,
  ): Promise<Written<Input, Answer>> => {
    const input = given ?? ({} as Input)
    const upstream = upstreamOf(source, context)
    const facts = factsOf(info).arguments.get('input')
    const fields = new Map<string, unknown>(Object.entries(input))
    const { filtered } = shape
    const asked = fields.get('filter')
    if (filtered) fields.delete('filter')
    if (facts) await checkInput(facts.type, Object.fromEntries(fields), 'input', upstream)
    const filterFacts = facts?.type.fields.get('filter')?.type
    const filter =
      filtered && filterFacts && typeof asked === 'object' && asked !== null
        ? await commandFilter(filterFacts, asked, filtered, upstream)
        : undefined
    if (filter) fields.set('filter', filter)
    shape.check?.(input)
    checkDurations(fields)
    const wait = shape.wait?.(input)
    if (wait !== undefined) checkWait(wait, context.maxRequestMs, upstream.elapsed)
    const called = shape.operation?.(input) ?? operation
    const parameters: Record<string, string> = {}
    for (const name of parametersOf(called.path)) {
      const value = textOf(fields.get(name))
      // Keys were checked with the rest of the input; other path parameters are texts, such as a user's name.
      if (!facts?.type.fields.get(name)?.type.isKey) checkText(`input.${name}`, value)
      parameters[name] = value
      fields.delete(name)
    }
    for (const name of called.query ?? []) {
      const value = fields.get(name)
      if (isPresent(value)) parameters[name] = textOf(value)
      fields.delete(name)
    }
    const body = shape.body ? await shape.body(input, filter) : withoutNulls(Object.fromEntries(fields))
    const sent = new Date()
    const answer = await upstream
      .call(called, parameters, called.bodyless ? undefined : body, shape.extraTime?.(input))
      .catch((error: unknown) => {
        if (shape.advice && error instanceof UpstreamFailure && error.outcomeUnknown) {
          error.advice = shape.advice(input, sent)
        }
        throw error
      })
    upstream.forget()
    if (isAnswer<Answer>(answer ?? {}, shape.answers ?? [])) {
      return upstream.own({ ...(answer as Answer), input, operation: operation.operation })
    }
    throw new UpstreamFailure({
      kind: 'unreadable',
      operation: called.operation,
      write: true,
      status: 200,
      reason: `the answer lacks what it must have, ${MAYBE_ELSEWHERE}`,
    })
  }
}

/** A value as it stands in a path or a query. */
export const textOf = (value: unknown): string => (isRawNumber(value) ? value.rawJSON : String(value))

/** Inputs in milliseconds that Camunda adds to its clock. */
const DURATIONS = ['timeout', 'timeToLive', 'retryBackOff'] as const

/** Throws InvalidInput for a duration that ends after the last date there is: its sum with the clock may overflow. */
export function checkDurations(fields: ReadonlyMap<string, unknown>): void {
  for (const name of DURATIONS) {
    const value = fields.get(name)
    const most = LAST_DATE_MS - Date.now()
    if (value === undefined || value === null || toNumber(value) <= most) continue
    throw new InvalidInput(
      `input.${name}`,
      `so many milliseconds from now there is no date any more. Give at most ${most}; a hundred years are 3155760000000.`,
    )
  }
}

/** Milliseconds that the answer takes on its way, at most a tenth of what the request may take. */
const ON_THE_WAY_MS = 1_000

/** Milliseconds that a request may still wait for something, and live to answer it; negative where it is too late. */
export const remainingMs = (limit: number, elapsed: number): number =>
  Math.floor(limit - elapsed - Math.min(ON_THE_WAY_MS, limit / 10))

/** Throws InvalidInput for a wait that the request would not live to see the end of: what it brings would be lost. */
function checkWait(wait: number, limit: number, elapsed: number): void {
  const most = remainingMs(limit, elapsed)
  if (wait <= most) return
  const taken = elapsed < ON_THE_WAY_MS ? '' : `, of which ${Math.ceil(elapsed)} ms are over`
  throw new InvalidInput(
    'input.requestTimeout',
    `a request may take ${limit} ms here${taken}. Give at most ${Math.max(0, most)}, or have GATEWAY_REQUEST_TIMEOUT_MS raised.`,
  )
}

function isAnswer<Answer extends object>(answer: unknown, fields: readonly string[]): answer is Answer {
  return typeof answer === 'object' && answer !== null && fields.every((field) => field in answer)
}

/** An object without its own fields that are null or undefined: to Camunda's commands they mean "not given". */
export function withoutNulls(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null && one !== undefined))
}

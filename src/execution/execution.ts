import {
  defaultTypeResolver,
  type ExecutionResult,
  type GraphQLAbstractType,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  locatedError,
  TypeNameMetaFieldDef,
} from 'graphql'
import { inspect } from 'graphql/jsutils/inspect.js'
import { turns } from '../admission/turns.ts'
import { errorsLeftOut } from '../errors/errors.ts'
import type { Completion } from './completion.ts'
import { Frame } from './frame.ts'
import { isPromise } from './is-promise.ts'
import { noteLarge } from './large.ts'
import { misfit, runtimeTypeOf } from './misfit.ts'
import type { FieldPlan, ObjectPlan, OperationPlan } from './plan.ts'
import { ResolveInfo } from './resolve-info.ts'

type Key = string | number

/** Steps between two looks at the clock; a power of two. A step is an item of a list, or a value that was awaited. */
const STEPS_PER_LOOK = 32

/** Places in the document that an error names: each is found by a scan of its text. */
const MAX_PLACES = 10

/** Errors that one execution keeps, each with its stack: a call that fails for each row of a long list makes many more. */
const MAX_ERRORS = 1_000

/** From this many steps on, an answer may take long to serialize. */
const LARGE = 512

/**
 * One execution of an operation. Values are written directly to their places in the answer, and a promise costs just
 * one callback: the answer is complete when no promise is pending. Long executions give the event loop back regularly,
 * so that small questions are answered meanwhile.
 */
export class Execution {
  readonly #plan: OperationPlan
  readonly #variables: Record<string, unknown>
  readonly #context: unknown
  readonly #rootValue: unknown
  /** By the fields' numbers: a field's arguments are the same everywhere in the answer. */
  readonly #arguments: Array<Record<string, unknown> | undefined> = []
  readonly #errors: GraphQLError[] = []
  #failures = 0
  #pending = 0
  #someGone = false
  #steps = 0
  /** Whether the rest has to wait for a later turn. */
  #isTurnOver = false
  readonly #root: ObjectPlan
  readonly #frame: Frame
  /** The root field of a mutation that starts when nothing is pending. */
  #nextField = 0
  /** Stored directly, not in a closure: V8 frees a closure that is held by its own object only in full collections. */
  #resolve: ((result: ExecutionResult) => void) | undefined

  constructor(
    plan: OperationPlan,
    root: ObjectPlan,
    variables: Record<string, unknown>,
    context: unknown,
    rootValue: unknown,
  ) {
    this.#plan = plan
    this.#root = root
    this.#frame = new Frame({ ...root.blank }, root.type.name, undefined, '', true)
    this.#variables = variables
    this.#context = context
    this.#rootValue = rootValue
  }

  /** The answer; a promise only where something has to be waited for. Neither throws nor rejects. */
  run(): ExecutionResult | Promise<ExecutionResult> {
    if (this.#plan.operation.operation === 'mutation') this.#oneByOne()
    else {
      this.#nextField = this.#root.fields.length
      this.#fields(this.#frame, this.#root, this.#rootValue)
    }
    if (this.#pending === 0) return this.#result()
    return new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  #result(): ExecutionResult {
    const data = this.#frame.gone ? null : this.#frame.value
    if (data && this.#steps > LARGE) noteLarge(data)
    if (this.#failures === 0) return { data }
    if (this.#failures > MAX_ERRORS) this.#errors.push(errorsLeftOut(MAX_ERRORS, this.#failures))
    return { errors: this.#errors, data }
  }

  #fields(frame: Frame, { fields }: ObjectPlan, source: unknown): void {
    for (const field of fields) {
      this.#field(frame, field, source)
      // An object that has become null needs no more fields.
      if (this.#isGone(frame)) return
    }
  }

  /** Root fields of a mutation: each starts when the one before it, with all below it, is done. */
  #oneByOne(): void {
    const { fields } = this.#root
    while (this.#pending === 0 && this.#nextField < fields.length && !this.#isGone(this.#frame)) {
      const field = fields[this.#nextField++]
      if (field) this.#field(this.#frame, field, this.#rootValue)
    }
  }

  #field(frame: Frame, field: FieldPlan, source: unknown): void {
    let value: unknown
    try {
      value = this.#valueOf(frame, field, source)
    } catch (error) {
      this.#fail(frame, field.key, field, field.completion, error)
      return
    }
    this.#put(frame, field.key, field, field.completion, value)
  }

  #valueOf(frame: Frame, field: FieldPlan, source: unknown): unknown {
    const { definition, resolve } = field
    if (definition === TypeNameMetaFieldDef) return field.parentType.name
    if (resolve) return resolve(source, this.#argumentsOf(field), this.#context, this.#info(frame, field))
    if (typeof source !== 'object' && typeof source !== 'function') return undefined
    if (source === null) return undefined
    const value: unknown = (source as Record<string, unknown>)[definition.name]
    if (typeof value !== 'function') return value
    return value.call(source, this.#argumentsOf(field), this.#context, this.#info(frame, field))
  }

  /** A copy for each call, because it is the resolver's own. */
  #argumentsOf(field: FieldPlan): Record<string, unknown> {
    if (field.definition.args.length === 0) return {}
    let values = field.constantArguments ?? this.#arguments[field.index]
    if (!values) {
      values = getArgumentValues(field.definition, field.node, this.#variables)
      this.#arguments[field.index] = values
      field.keepConstant(values)
    }
    return { ...values }
  }

  #info(frame: Frame, field: FieldPlan): GraphQLResolveInfo {
    const told: unknown = new ResolveInfo(this.#plan, field, frame, this.#rootValue, this.#variables)
    return told as GraphQLResolveInfo
  }

  /** Puts a value to its place, or what its type makes of it. */
  #put(frame: Frame, key: Key, field: FieldPlan, completion: Completion, value: unknown): void {
    try {
      if (isPromise(value)) {
        this.#wait(frame, key, field, completion, value)
        return
      }
      if (value instanceof Error) throw value
      if (value === null || value === undefined) {
        if (completion.nonNull) throw missing(field)
        frame.value[key] = null
      } else this.#complete(frame, key, field, completion, value)
    } catch (error) {
      this.#fail(frame, key, field, completion, error)
    }
  }

  #complete(frame: Frame, key: Key, field: FieldPlan, completion: Completion, value: unknown): void {
    switch (completion.kind) {
      case 'leaf':
        frame.value[key] = typeof value === completion.untouched ? value : serialized(completion, value)
        return
      case 'list':
        this.#list(frame, key, field, completion, value)
        return
      case 'object':
        this.#object(frame, key, field, completion, completion.type, value)
        return
      case 'abstract':
        this.#abstract(frame, key, field, completion, completion.type, value)
    }
  }

  #list(frame: Frame, key: Key, field: FieldPlan, completion: Completion & { kind: 'list' }, value: unknown): void {
    if (!isIterable(value)) {
      throw misfit(
        `Expected Iterable, but did not find one for field "${field.parentType.name}.${field.definition.name}".`,
      )
    }
    // A copy of an array has its final size at once; a growing one takes twice the memory.
    const values: readonly unknown[] = Array.isArray(value) ? value : [...value]
    const items = values.slice()
    frame.value[key] = items
    // A list's places are named by numbers alone.
    const places = items as unknown[] & Record<string, unknown>
    const list = new Frame(places, undefined, frame, key, !completion.nonNull)
    this.#items(list, field, completion.item, values, 0)
  }

  #items(list: Frame, field: FieldPlan, completion: Completion, values: readonly unknown[], first: number): void {
    for (let index = first; index < values.length; index++) {
      if (this.#mustWait()) {
        hearRest(values, index)
        this.#pending++
        this.#later(() => {
          if (!this.#isGone(list)) this.#items(list, field, completion, values, index)
        })
        return
      }
      list.value[index] = null
      this.#put(list, index, field, completion, values[index])
      if (this.#isGone(list)) {
        hearRest(values, index + 1)
        return
      }
    }
  }

  /** Whether this turn is over, so that what comes next has to wait for a later one. */
  #mustWait(): boolean {
    if (++this.#steps % STEPS_PER_LOOK === 0 && turns.isOver) this.#isTurnOver = true
    return this.#isTurnOver
  }

  /** Takes a step that was counted as pending in a later turn. */
  #later(step: () => void): void {
    const goOn = () => {
      this.#isTurnOver = false
      step()
      this.#settle()
    }
    const { owner, work } = turnsOf(this.#context)
    turns.later(owner, goOn, work)
  }

  #object(
    frame: Frame,
    key: Key,
    field: FieldPlan,
    completion: Completion,
    type: GraphQLObjectType,
    value: unknown,
  ): void {
    if (!type.isTypeOf) {
      this.#enter(frame, key, field, completion, type, value)
      return
    }
    const isOfType = type.isTypeOf(value, this.#context, this.#info(frame, field))
    const go = (isOne: unknown) => {
      if (!isOne) throw misfit(`Expected value of type "${type.name}" but got: ${inspect(value)}.`, field.nodes)
      this.#enter(frame, key, field, completion, type, value)
    }
    if (isPromise(isOfType)) this.#wait(frame, key, field, completion, isOfType, go)
    else go(isOfType)
  }

  #enter(
    frame: Frame,
    key: Key,
    field: FieldPlan,
    completion: Completion,
    type: GraphQLObjectType,
    value: unknown,
  ): void {
    const plan = field.objectPlan(type)
    const flat = plan.flat(value)
    if (flat) {
      frame.value[key] = flat
      return
    }
    const object = new Frame({ ...plan.blank }, type.name, frame, key, !completion.nonNull)
    frame.value[key] = object.value
    this.#fields(object, plan, value)
  }

  #abstract(
    frame: Frame,
    key: Key,
    field: FieldPlan,
    completion: Completion,
    type: GraphQLAbstractType,
    value: unknown,
  ): void {
    const info = this.#info(frame, field)
    const named = (type.resolveType ?? defaultTypeResolver)(value, this.#context, info, type)
    const go = (name: unknown) => {
      const runtimeType = runtimeTypeOf(this.#plan.schema, type, name, field, value)
      this.#object(frame, key, field, completion, runtimeType, value)
    }
    if (isPromise(named)) this.#wait(frame, key, field, completion, named, go)
    else go(named)
  }

  /**
   * Goes on when a promise is settled, unless its place has gone by then.
   * @param go what to do with the value; puts it to its place where this is left out
   */
  #wait(
    frame: Frame,
    key: Key,
    field: FieldPlan,
    completion: Completion,
    promise: PromiseLike<unknown>,
    go?: (value: unknown) => void,
  ): void {
    this.#pending++
    promise.then(
      (value) => {
        if (this.#mustWait()) this.#later(() => this.#arrive(frame, key, field, completion, value, go))
        else {
          this.#arrive(frame, key, field, completion, value, go)
          this.#settle()
        }
      },
      (error: unknown) => {
        if (this.#mustWait()) this.#later(() => this.#fail(frame, key, field, completion, error))
        else {
          this.#fail(frame, key, field, completion, error)
          this.#settle()
        }
      },
    )
  }

  #arrive(
    frame: Frame,
    key: Key,
    field: FieldPlan,
    completion: Completion,
    value: unknown,
    go: ((value: unknown) => void) | undefined,
  ): void {
    if (this.#isGone(frame)) return
    try {
      if (go) go(value)
      else this.#put(frame, key, field, completion, value)
    } catch (error) {
      this.#fail(frame, key, field, completion, error)
    }
  }

  #settle(): void {
    if (--this.#pending > 0) return
    this.#oneByOne()
    if (this.#pending === 0) this.#resolve?.(this.#result())
  }

  #fail(frame: Frame, key: Key, field: FieldPlan, completion: Completion, error: unknown): void {
    if (this.#isGone(frame)) return
    if (++this.#failures <= MAX_ERRORS) {
      this.#errors.push(locatedError(error, field.nodes.slice(0, MAX_PLACES), frame.path(key)))
    }
    if (completion.nonNull) {
      frame.giveUp()
      this.#someGone = true
    } else frame.value[key] = null
  }

  /** Called at each step: so walk up to the root only if anything has become null at all. */
  #isGone(frame: Frame): boolean {
    return this.#someGone && frame.gone
  }
}

/** The owner of an execution's turns and the work that it belongs to: from its context, else the execution itself. */
function turnsOf(context: unknown): { owner: unknown; work?: object } {
  if (typeof context !== 'object' || context === null) return { owner: context }
  const { owner, work } = context as { owner?: unknown; work?: object }
  const named: unknown = typeof owner === 'function' ? owner() : context
  return work ? { owner: named, work } : { owner: named }
}

/** Handles the promises of a list that are not awaited yet: an unhandled rejection would end the process. */
function hearRest(values: readonly unknown[], first: number): void {
  for (let index = first; index < values.length; index++) {
    const value = values[index]
    if (isPromise(value)) value.then(undefined, () => {})
  }
}

function missing({ parentType, definition }: FieldPlan): Error {
  return new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`)
}

function serialized({ type }: Completion & { kind: 'leaf' }, value: unknown): unknown {
  const result: unknown = type.serialize(value)
  if (result === null || result === undefined) {
    throw new Error(
      `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to return non-nullable value, returned: ${inspect(result)}`,
    )
  }
  return result
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

import type { BatchOperation, BatchOperationItem, BatchTarget } from './batch-operations.ts'
import type { Behaviour } from './behaviours/behaviour.ts'
import type { Clock } from './clock.ts'
import { KeyGenerator } from './keys.ts'
import type { ElementType } from './model/model.ts'
import type {
  BufferedMessage,
  Correlation,
  ElementInstance,
  Form,
  Incident,
  Job,
  MessageSubscription,
  ProcessDefinition,
  ProcessInstance,
  Subscription,
  UserTask,
  Variable,
} from './records.ts'
import { Scheduler } from './scheduler.ts'
import type { Variables } from './variables.ts'

/** Anything whose changes reach the read side. */
export type Exported =
  | { readonly kind: 'processDefinition'; readonly entity: ProcessDefinition }
  | { readonly kind: 'form'; readonly entity: Form }
  | { readonly kind: 'processInstance'; readonly entity: ProcessInstance }
  | { readonly kind: 'elementInstance'; readonly entity: ElementInstance }
  | { readonly kind: 'variable'; readonly entity: Variable }
  | { readonly kind: 'job'; readonly entity: Job }
  | { readonly kind: 'userTask'; readonly entity: UserTask }
  | { readonly kind: 'incident'; readonly entity: Incident }
  | { readonly kind: 'messageSubscription'; readonly entity: MessageSubscription }
  | { readonly kind: 'correlation'; readonly entity: Correlation }
  | { readonly kind: 'batchOperation'; readonly entity: BatchOperation }
  | { readonly kind: 'batchOperationItem'; readonly entity: BatchOperationItem }

/** Is told what changed, at the end of each command. */
export type Exporter = (changes: Iterable<Exported>) => void

/** What the engine's inner files call without knowing the files around them. */
export interface EngineHooks {
  readonly behaviours: Readonly<Partial<Record<ElementType, Behaviour>>>
  trigger(engine: Engine, subscription: Subscription, variables: Variables): void
  offerBuffered(engine: Engine, subscription: Subscription): void
}

/** Steps of one command; whatever is left (an endless loop in a process) goes on later. */
const MAX_STEPS = 10_000

/**
 * The primary state of the cluster and the loop that moves tokens. What may be done with it are the commands in the
 * files beside this one; what an element does is its behaviour.
 */
export class Engine {
  readonly clock: Clock
  readonly keys = new KeyGenerator()
  readonly scheduler = new Scheduler()
  readonly behaviours: Readonly<Partial<Record<ElementType, Behaviour>>>
  /** Makes the event of a subscription happen. */
  readonly trigger: EngineHooks['trigger']
  /** Gives a new message subscription the messages that were published before it. */
  readonly offerBuffered: EngineHooks['offerBuffered']

  readonly definitions = new Map<string, ProcessDefinition>()
  readonly forms = new Map<string, Form>()
  readonly instances = new Map<string, ProcessInstance>()
  readonly elements = new Map<string, ElementInstance>()
  readonly jobs = new Map<string, Job>()
  readonly userTasks = new Map<string, UserTask>()
  readonly incidents = new Map<string, Incident>()
  /** Message and signal subscriptions of active element instances, by name. */
  readonly subscriptions = new Map<string, Set<Subscription>>()
  readonly messages = new Set<BufferedMessage>()
  /** Batch operations that are not through, and what they do to each of their items. */
  readonly batchOperations = new Map<string, { batch: BatchOperation; act: (target: BatchTarget) => void }>()
  /** Jobs to be activated, oldest first, by type. */
  readonly activatable = new Map<string, Set<Job>>()
  /** Long-polling workers, by job type: each returns true once it is served. */
  readonly jobWaiters = new Map<string, Set<() => boolean>>()
  /** Told when a process instance ends, by its key. */
  readonly completionListeners = new Map<string, Set<() => void>>()
  /** Told when the clock has to be looked at earlier than before. */
  onSchedule: () => void = () => {}

  readonly #export: Exporter
  readonly #steps: (() => void)[] = []
  readonly #changed = new Map<object, Exported>()
  #running = false

  constructor(clock: Clock, exporter: Exporter, hooks: EngineHooks) {
    this.clock = clock
    this.#export = exporter
    this.behaviours = hooks.behaviours
    this.trigger = hooks.trigger
    this.offerBuffered = hooks.offerBuffered
  }

  /** Notes that the read side has to learn about this entity. */
  changed(change: Exported): void {
    this.#changed.set(change.entity, change)
  }

  /** Adds a step to the running command. */
  next(step: () => void): void {
    this.#steps.push(step)
  }

  /** Runs a command and all steps that follow from it, then exports what changed. */
  run<Result>(command: () => Result): Result {
    if (this.#running) return command()
    this.#running = true
    try {
      const result = command()
      this.#drain()
      return result
    } finally {
      this.#running = false
      this.#finish()
    }
  }

  /** Runs what is due by now. */
  tick(): void {
    this.run(() => this.scheduler.runDue(this.clock.now()))
  }

  #drain(): void {
    let taken = 0
    try {
      while (taken < MAX_STEPS && taken < this.#steps.length) this.#steps[taken++]?.()
    } finally {
      this.#steps.splice(0, taken)
    }
    if (this.#steps.length > 0) setImmediate(() => this.run(() => {}))
  }

  #finish(): void {
    if (this.#changed.size > 0) {
      this.#export(this.#changed.values())
      this.#changed.clear()
    }
    this.onSchedule()
  }
}

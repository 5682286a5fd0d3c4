import type { MovableClock } from '../engine/clock.ts'
import type { Engine } from '../engine/engine.ts'
import type { Incident, Job, Subscription, UserTask } from '../engine/records.ts'
import { Rejection } from '../engine/rejection.ts'
import type { Scheduled } from '../engine/scheduler.ts'
import type { Random } from './random.ts'
import { type Plan, planDelivery, planIncident, planJob, planUserTask } from './workers.ts'

/** Runs the engine through the past: whatever turns up there is given to somebody who sees to it. */
export class History {
  readonly #engine: Engine
  readonly #clock: MovableClock
  readonly #random: Random
  readonly #planned = new Map<Job | UserTask | Incident | Subscription, unknown>()
  readonly #scheduled = new Set<Scheduled>()

  constructor(engine: Engine, clock: MovableClock, random: Random) {
    this.#engine = engine
    this.#clock = clock
    this.#random = random
  }

  /** Does something at a time. */
  at(time: number, act: () => void): void {
    const entry = this.#engine.scheduler.schedule(time, () => {
      this.#scheduled.delete(entry)
      act()
    })
    this.#scheduled.add(entry)
  }

  /** Lets time pass. What is planned for later never happens. */
  runUntil(end: number): void {
    const { scheduler } = this.#engine
    for (let due = scheduler.nextDue(); due !== null && due <= end; due = scheduler.nextDue()) {
      this.#clock.moveTo(due)
      this.#engine.tick()
      this.#planNewWork()
    }
    this.#clock.moveTo(end)
    for (const entry of this.#scheduled) entry.cancel()
  }

  #planNewWork(): void {
    const engine = this.#engine
    const random = this.#random
    for (const job of engine.jobs.values()) {
      // A job that is offered again is work again.
      if (job.status === 'ACTIVATABLE') this.#plan(job, job.lastUpdateTime, () => planJob(engine, random, job))
    }
    for (const task of engine.userTasks.values()) {
      this.#plan(task, task.assignee, () => planUserTask(engine, random, task))
    }
    for (const incident of engine.incidents.values()) {
      this.#plan(incident, incident.state, () => planIncident(engine, random, incident))
    }
    for (const subscription of engine.subscriptions.get('parcel-delivered') ?? []) {
      this.#plan(subscription, subscription.name, () => planDelivery(engine, random, subscription))
    }
  }

  /** Plans for a thing once, and again whenever its `stage` changes. */
  #plan(thing: Job | UserTask | Incident | Subscription, stage: unknown, plan: () => Plan | null): void {
    if (this.#planned.has(thing) && this.#planned.get(thing) === stage) return
    this.#planned.set(thing, stage)
    const planned = plan()
    if (planned) this.at(this.#clock.now() + planned.delay, () => unlessGone(planned.act))
  }
}

/** By then, the thing may have been cancelled: then there is nothing to do. */
function unlessGone(act: () => void): void {
  try {
    act()
  } catch (error) {
    if (!(error instanceof Rejection)) throw error
  }
}

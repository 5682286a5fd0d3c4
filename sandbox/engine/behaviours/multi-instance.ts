import type { Engine } from '../engine.ts'
import { evaluateBoolean, evaluateFeel, evaluateList } from '../feel.ts'
import { activateElement, completeElement, terminateElement } from '../lifecycle.ts'
import type { ElementInstance } from '../records.ts'
import { feelContext, propagateVariables } from '../variables.ts'
import type { Behaviour } from './behaviour.ts'

/** Runs its element once for each item of a collection, one after the other or all at once. */
export const multiInstance: Behaviour = {
  activate(engine, body) {
    const loop = body.element.loop
    if (!loop) return
    const items = evaluateList(loop.inputCollection, feelContext(engine, body))
    body.loop = { items, results: items.map(() => null), started: 0, ended: 0 }
    if (items.length === 0) finish(engine, body)
    else for (let round = 0; round < (loop.sequential ? 1 : items.length); round++) startRound(engine, body)
  },
  childCompleting(engine, body, child) {
    const loop = body.element.loop
    if (!loop?.outputElement || !body.loop) return
    const index = Number(child.variables.get('loopCounter')?.value ?? 1) - 1
    body.loop.results[index] = evaluateFeel(loop.outputElement, feelContext(engine, child)).value
  },
  childCompleted(engine, body) {
    const { loop: progress } = body
    const loop = body.element.loop
    if (!progress || !loop || body.state !== 'ACTIVE') return
    progress.ended++
    const isEnough =
      loop.completionCondition !== null && evaluateBoolean(loop.completionCondition, feelContext(engine, body))
    if (isEnough) for (const child of [...body.children]) terminateElement(engine, child)
    if (isEnough || progress.ended === progress.items.length) finish(engine, body)
    else if (loop.sequential) startRound(engine, body)
  },
}

function startRound(engine: Engine, body: ElementInstance): void {
  const { loop: progress } = body
  if (!progress) return
  const item = progress.items[progress.started++]
  const { inputElement, outputElement } = body.element.loop ?? {}
  // A variable that is collected belongs to its round: the rounds would overwrite each other's in the process.
  const collected = /^=\s*([\p{L}_][\p{L}\p{N}_]*)\s*$/u.exec(outputElement ?? '')?.[1]
  activateElement(engine, body.element, body, {
    inner: true,
    local: {
      ...(collected ? { [collected]: 'null' } : {}),
      ...(inputElement ? { [inputElement]: JSON.stringify(item) } : {}),
      loopCounter: String(progress.started),
    },
  })
}

function finish(engine: Engine, body: ElementInstance): void {
  const collection = body.element.loop?.outputCollection
  if (collection && body.scope && body.loop) {
    propagateVariables(engine, body.scope, { [collection]: JSON.stringify(body.loop.results) })
  }
  completeElement(engine, body)
}

import { at, type Engine } from '../engine.ts'
import { orNull } from '../or-null.ts'
import { DONE, onlyWith, type Perform } from './perform.ts'
import { refusal } from './refusal.ts'

export const batchOperationCommands: Readonly<Record<string, Perform>> = {
  async suspendBatchOperation(engine, { parameters: { batchOperationKey }, body }) {
    onlyWith(body, [])
    await running(engine, batchOperationKey)
    await engine.write('PUT', at('/batch', batchOperationKey, '/suspended'), { suspended: true })
    return DONE
  },

  async resumeBatchOperation(engine, { parameters: { batchOperationKey }, body }) {
    onlyWith(body, [])
    await running(engine, batchOperationKey)
    await engine.write('PUT', at('/batch', batchOperationKey, '/suspended'), { suspended: false })
    return DONE
  },

  /** What is done stays done, and history keeps the batch. */
  async cancelBatchOperation(engine, { parameters: { batchOperationKey }, body }) {
    onlyWith(body, [])
    await running(engine, batchOperationKey)
    await engine.write('DELETE', at('/batch', batchOperationKey, '?cascade=false'))
    return DONE
  },
}

/** The engine says 400 of a batch that does not run. */
async function running(engine: Engine, key: unknown): Promise<void> {
  const there = await orNull(engine.object(at('/batch', key)))
  if (!there) throw refusal(engine, 404, 'There is no batch with this key that runs.')
}

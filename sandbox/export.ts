import type { Clock } from './engine/clock.ts'
import type { Exported } from './engine/engine.ts'
import {
  type BatchOperationItemRow,
  type BatchOperationRow,
  batchOperationItemRow,
  batchOperationRow,
  type CorrelationRow,
  correlationRow,
  type ElementInstanceRow,
  elementInstanceRow,
  type FormRow,
  formRow,
  type IncidentRow,
  incidentRow,
  type JobRow,
  jobRow,
  type MessageSubscriptionRow,
  messageSubscriptionRow,
  type ProcessDefinitionRow,
  type ProcessInstanceRow,
  processDefinitionRow,
  processInstanceRow,
  type UserTaskRow,
  userTaskRow,
  type VariableRow,
  variableRow,
} from './rows.ts'

/** The rows of one kind, by key. */
type Table<Row> = Map<string, Row>

/**
 * The secondary storage: what reads see. A change becomes visible here once the export lag has passed since its
 * command. Nothing runs for that: whoever reads calls `catchUp` first.
 */
export class ReadView {
  readonly processDefinitions: Table<ProcessDefinitionRow> = new Map()
  readonly forms: Table<FormRow> = new Map()
  readonly processInstances: Table<ProcessInstanceRow> = new Map()
  readonly elementInstances: Table<ElementInstanceRow> = new Map()
  readonly variables: Table<VariableRow> = new Map()
  readonly jobs: Table<JobRow> = new Map()
  readonly userTasks: Table<UserTaskRow> = new Map()
  readonly incidents: Table<IncidentRow> = new Map()
  readonly messageSubscriptions: Table<MessageSubscriptionRow> = new Map()
  /** By subscription and message. */
  readonly correlations: Table<CorrelationRow> = new Map()
  readonly batchOperations: Table<BatchOperationRow> = new Map()
  /** By operation and item. */
  readonly batchOperationItems: Table<BatchOperationItemRow> = new Map()
  /** What only some answers need, by process definition key. */
  readonly definitionDetails: Table<{ xml: string; startFormId: string | null }> = new Map()
  /** The ids of the sequence flows taken, by process instance key. */
  readonly sequenceFlows: Table<readonly string[]> = new Map()
  /** The scope of each element instance, by its key. */
  readonly scopes: Table<string> = new Map()

  readonly #clock: Clock
  readonly #lag: number
  #queue: { readonly at: number; readonly apply: () => void }[] = []

  constructor(clock: Clock, exportLagMs: number) {
    this.#clock = clock
    this.#lag = exportLagMs
  }

  /** Takes in what a command changed, as it is now. */
  export(changes: Iterable<Exported>): void {
    const at = this.#clock.now() + this.#lag
    for (const change of changes) this.#queue.push({ at, apply: this.#snapshot(change) })
  }

  /** Does something to what reads see once the lag has passed, after everything before it. */
  later(apply: () => void): void {
    this.#queue.push({ at: this.#clock.now() + this.#lag, apply })
  }

  /** Makes visible what is old enough. */
  catchUp(): void {
    this.#apply(this.#clock.now())
  }

  /** Makes everything visible at once. */
  flush(): void {
    this.#apply(Number.POSITIVE_INFINITY)
  }

  /** Forgets process instances and everything that belongs to them. */
  forget(processInstanceKeys: ReadonlySet<string>): void {
    this.later(() => this.#remove(processInstanceKeys))
  }

  #apply(until: number): void {
    let count = 0
    for (; count < this.#queue.length; count++) {
      const entry = this.#queue[count]
      if (!entry || entry.at > until) break
      entry.apply()
    }
    if (count > 0) this.#queue = this.#queue.slice(count)
  }

  #snapshot(change: Exported): () => void {
    switch (change.kind) {
      case 'processDefinition': {
        const row = processDefinitionRow(change.entity)
        const { xml, model } = change.entity
        return () => {
          this.processDefinitions.set(row.processDefinitionKey, row)
          this.definitionDetails.set(row.processDefinitionKey, { xml, startFormId: model.startFormId })
        }
      }
      case 'form': {
        const row = formRow(change.entity)
        const { deleted } = change.entity
        return () => {
          if (deleted) this.forms.delete(row.formKey)
          else this.forms.set(row.formKey, row)
        }
      }
      case 'processInstance': {
        const row = processInstanceRow(change.entity)
        const flows = [...change.entity.takenFlows]
        return () => {
          this.processInstances.set(row.processInstanceKey, row)
          this.sequenceFlows.set(row.processInstanceKey, flows)
        }
      }
      case 'elementInstance': {
        const row = elementInstanceRow(change.entity)
        const scope = change.entity.scope?.elementInstanceKey
        return () => {
          this.elementInstances.set(row.elementInstanceKey, row)
          if (scope) this.scopes.set(row.elementInstanceKey, scope)
        }
      }
      case 'variable':
        return put(this.variables, change.entity.variableKey, variableRow(change.entity))
      case 'job':
        return put(this.jobs, change.entity.jobKey, jobRow(change.entity))
      case 'userTask':
        return put(this.userTasks, change.entity.userTaskKey, userTaskRow(change.entity))
      case 'incident':
        return put(this.incidents, change.entity.incidentKey, incidentRow(change.entity))
      case 'messageSubscription': {
        const row = messageSubscriptionRow(change.entity)
        return put(this.messageSubscriptions, row.messageSubscriptionKey, row)
      }
      case 'correlation': {
        const row = correlationRow(change.entity)
        return put(this.correlations, `${row.subscriptionKey}/${row.messageKey}`, row)
      }
      case 'batchOperation':
        return put(this.batchOperations, change.entity.batchOperationKey, batchOperationRow(change.entity))
      case 'batchOperationItem': {
        const row = batchOperationItemRow(change.entity)
        return put(this.batchOperationItems, `${row.batchOperationKey}/${row.itemKey}`, row)
      }
    }
  }

  #remove(processInstanceKeys: ReadonlySet<string>): void {
    const tables: Table<{ processInstanceKey: string }>[] = [
      this.elementInstances,
      this.variables,
      this.jobs,
      this.userTasks,
      this.incidents,
      this.messageSubscriptions,
      this.correlations,
      this.processInstances,
    ]
    for (const table of tables) {
      for (const [key, row] of table) if (processInstanceKeys.has(row.processInstanceKey)) table.delete(key)
    }
    for (const key of processInstanceKeys) this.sequenceFlows.delete(key)
  }
}

function put<Row>(table: Table<Row>, key: string, row: Row): () => void {
  return () => {
    table.set(key, row)
  }
}

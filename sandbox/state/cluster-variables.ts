import { Rejection } from '../engine/rejection.ts'
import type { ReadView } from '../export.ts'
import { PlainTable } from './plain-table.ts'

/** A variable of the whole cluster, or of one tenant. */
export interface ClusterVariable {
  readonly name: string
  /** JSON text. */
  readonly value: string
  readonly scope: 'GLOBAL' | 'TENANT'
  readonly tenantId: string | null
}

/** The variables that belong to no process. */
export class ClusterVariables {
  readonly #table: PlainTable<ClusterVariable>

  constructor(view: ReadView) {
    this.#table = new PlainTable(view)
  }

  /** What reads see, by `clusterVariableId`. */
  get visible(): ReadonlyMap<string, ClusterVariable> {
    return this.#table.visible
  }

  /** What commands see. */
  get all(): Iterable<ClusterVariable> {
    return this.#table.rows.values()
  }

  create(tenantId: string | null, name: string, value: string): ClusterVariable {
    if (this.#table.rows.has(clusterVariableId(tenantId, name))) {
      throw new Rejection(
        'ALREADY_EXISTS',
        `Expected to create cluster variable with name '${name}', but it already exists.`,
      )
    }
    return this.#set(tenantId, name, value)
  }

  update(tenantId: string | null, name: string, value: string): ClusterVariable {
    this.#check(tenantId, name, 'update')
    return this.#set(tenantId, name, value)
  }

  delete(tenantId: string | null, name: string): void {
    this.#check(tenantId, name, 'delete')
    this.#table.delete(clusterVariableId(tenantId, name))
  }

  #set(tenantId: string | null, name: string, value: string): ClusterVariable {
    const row: ClusterVariable = { name, value, scope: tenantId === null ? 'GLOBAL' : 'TENANT', tenantId }
    this.#table.set(clusterVariableId(tenantId, name), row)
    return row
  }

  #check(tenantId: string | null, name: string, command: string): void {
    if (this.#table.rows.has(clusterVariableId(tenantId, name))) return
    throw new Rejection(
      'NOT_FOUND',
      `Expected to ${command} cluster variable with name '${name}', but no such variable was found.`,
    )
  }
}

/** Identifies a variable: names are unique within the cluster and within each tenant. */
export function clusterVariableId(tenantId: string | null, name: string): string {
  return JSON.stringify([tenantId, name])
}

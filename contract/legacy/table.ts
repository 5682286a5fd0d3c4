import type { ContractTable, Node, OperationEntry } from '../table.ts'

/** The older APIs that the gateway speaks, as Camunda 8.6 has them. */
export const LEGACY_APIS = ['operate-v1', 'tasklist-v1', 'camunda-8.6'] as const

export type LegacyApi = (typeof LEGACY_APIS)[number]

/** What is known of one older API. Written by hand: no run of it and no document alone tells it right. */
export interface LegacyTable extends ContractTable {
  /** What messages call it. */
  readonly api: string
  /** What stands before each path. */
  readonly base: string
  readonly sources: readonly string[]
  /** Where the sources disagree, or one of them is silent: which was followed, and why. */
  readonly notes: readonly string[]
  readonly operations: Readonly<Record<string, LegacyOperation>>
  /** By status and media type: what is answered by what stands before the operations, such as the login. */
  readonly anywhere: Readonly<Record<string, Readonly<Record<string, Node>>>>
}

export interface LegacyOperation extends OperationEntry {
  /** Without the media type of a body it answers 415, though it needs no body. */
  readonly needsMedia?: true
  /** Sets of members of the body, of which one may be there. */
  readonly atMostOne?: ReadonlyArray<readonly string[]>
  /** Sets of members of the body, of which one must be there. */
  readonly atLeastOne?: ReadonlyArray<readonly string[]>
}

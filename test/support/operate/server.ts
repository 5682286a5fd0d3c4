import { type LegacyOptions, type LegacyServer, startLegacy } from '../legacy/server.ts'
import { emptyRows, type OperateRows, operateAnswerer } from './answers.ts'

export interface OperateOptions extends Pick<LegacyOptions, 'fault' | 'prefix'> {
  rows?: Readonly<OperateRows>
  /** The APIs that share its process, and who answers each. */
  beside?: Omit<LegacyOptions['apis'], 'operate-v1'>
  /** Whether Tasklist is in the same process, so that `GET /v1/variables/{key}` is nobody's. */
  withTasklist?: boolean
}

/** Operate as far as tests need it, strict: what it would ignore or break on is a violation. */
export interface OperateServer extends LegacyServer {
  readonly rows: OperateRows
}

/** Starts the strict Operate. */
export async function startOperate(options: OperateOptions = {}): Promise<OperateServer> {
  const { prefix = '', fault, withTasklist = false } = options
  const rows: OperateRows = { ...emptyRows(), ...options.rows }
  const beside = { ...(withTasklist ? { 'tasklist-v1': () => undefined } : {}), ...options.beside }
  const operate = operateAnswerer(rows, 'tasklist-v1' in beside)
  return Object.assign(await startLegacy({ prefix, fault, apis: { 'operate-v1': operate, ...beside } }), { rows })
}

import { rmSync } from 'node:fs'
import { dataFolder } from './data.ts'
import { Processes } from './processes.ts'

/** What a program tells the one that launched it. */
export type Message = { readonly address: object } | { readonly failure: string }

/**
 * The life of a program that is an engine: starts it, tells its addresses as a line of JSON and to the process that
 * launched it, and stays until a signal comes or that process is gone, however it went. Whatever happens, all processes
 * of the engine end before this one, and its data is deleted.
 */
export async function serve(
  start: (processes: Processes, fail: (reason: string) => void) => Promise<object>,
): Promise<void> {
  const processes = new Processes(dataFolder())
  let ending = false
  const end = async (code: number) => {
    if (ending) return
    ending = true
    await processes.stop()
    rmSync(processes.folder, { recursive: true, force: true, maxRetries: 5 })
    process.exit(code)
  }
  const tell = (message: Message) => {
    // Whoever launched it may be gone before it hears this.
    if (process.connected) process.send?.(message, () => {})
  }
  const fail = (reason: string) => {
    if (ending) return
    console.error(reason)
    tell({ failure: reason })
    void end(1)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0))
  process.once('disconnect', () => void end(0))
  process.once('uncaughtException', (error) => fail(String(error.stack)))
  try {
    const address = await start(processes, fail)
    console.log(JSON.stringify(address))
    tell({ address })
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error))
  }
}

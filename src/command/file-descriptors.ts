import { closeSync, openSync } from 'node:fs'
import type { Server } from 'node:http'
import { devNull } from 'node:os'
import type { Logger } from '../telemetry/log/logger.ts'

/** Milliseconds between two looks. */
const INTERVAL_MS = 1_000

const EXHAUSTED: ReadonlySet<unknown> = new Set(['EMFILE', 'ENFILE'])

/**
 * Logs, once per incident, that the process is out of file descriptors: then libuv silently rejects new connections.
 * Found out by trying to open one from time to time.
 */
export function watchFileDescriptors(server: Server, logger: Logger): { stop(): void } {
  let isExhausted = false
  const note = (exhausted: boolean) => {
    if (exhausted === isExhausted) return
    isExhausted = exhausted
    if (exhausted) {
      logger.error(
        {},
        'No connection is taken any more: the process has as many files and connections open as it may. Raise its limit (ulimit -n).',
      )
    } else logger.warn({}, 'Connections are taken again.')
  }
  const timer = setInterval(() => note(isFull()), INTERVAL_MS).unref()
  // Without a listener this error would end the process.
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (EXHAUSTED.has(error.code)) note(true)
    else logger.error({ err: error }, 'A connection could not be taken.')
  })
  return { stop: () => clearInterval(timer) }
}

function isFull(): boolean {
  try {
    closeSync(openSync(devNull, 'r'))
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && EXHAUSTED.has(error.code)
  }
}

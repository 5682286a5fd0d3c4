import { pino } from 'pino'
import { LineBuffer } from './line-buffer.ts'
import type { Logger, LogLevel } from './logger.ts'
import { prettyLines } from './pretty.ts'

export type LogFormat = 'json' | 'pretty'

/** The command's own logger, to standard output: lines of JSON, or lines for people. */
export function openLog(level: LogLevel | 'silent', format: LogFormat): Logger {
  const options = { level, base: null, timestamp, formatters: { level: (label: string) => ({ level: label }) } }
  if (format === 'pretty')
    return pino(
      options,
      prettyLines((text) => process.stdout.write(text)),
    )
  const destination = pino.destination({ dest: 1, sync: true })
  const lines = new LineBuffer((text) => destination.write(text))
  process.once('exit', () => lines.flush())
  const logger = pino(options, lines)
  if (!logger.isLevelEnabled('info')) return logger
  return {
    error: (facts, message) => logger.error(facts, message),
    warn: (facts, message) => logger.warn(facts, message),
    // There is one for each request, of plain values alone, and JSON.stringify takes a third of pino's time for them.
    info(facts, message) {
      const told = JSON.stringify(facts)
      const more = told === '{}' ? '}' : `,${told.slice(1)}`
      lines.write(`{"level":"info"${timestamp()},"msg":${JSON.stringify(message)}${more}\n`)
    },
    debug: (facts, message) => logger.debug(facts, message),
    isLevelEnabled: (one) => logger.isLevelEnabled(one),
  }
}

let second = 0
let prefix = ''
let millisecond = 0
let last = ''

/** The time as ISO 8601 has it. Under load many lines share a millisecond, and all share most of its text. */
function timestamp(): string {
  const now = Date.now()
  if (now === millisecond) return last
  const seconds = Math.floor(now / 1_000)
  if (seconds !== second) {
    second = seconds
    prefix = `,"time":"${new Date(seconds * 1_000).toISOString().slice(0, 20)}`
  }
  millisecond = now
  last = `${prefix}${String(now % 1_000).padStart(3, '0')}Z"`
  return last
}

import { pino } from 'pino'
import { LineBuffer } from './line-buffer.ts'
import type { Logger, LogLevel } from './logger.ts'
import { Output } from './output.ts'
import { prettyLine, prettyLines } from './pretty.ts'

type LogFormat = 'json' | 'pretty'

/** A log of the command's own. */
interface Log extends Logger {
  readonly droppedLines: number
  /** Resolves once everything is written, or the timeout is over. */
  settle(): Promise<void>
}

/** The command's own logger, to standard output: lines of JSON, or lines for people. It never blocks on its reader. */
export function openLog(level: LogLevel | 'silent', format: LogFormat): Log {
  const isPretty = format === 'pretty'
  const output = new Output((dropped) => {
    const line = jsonLine('warn', { dropped }, 'Lines of the log were dropped: nobody took them.')
    return isPretty ? prettyLine(line) : line
  })
  const buffer = new LineBuffer((lines, count) => output.write(lines, count))
  process.once('exit', () => {
    buffer.flush()
    output.end()
  })
  const options = { level, base: null, timestamp, formatters: { level: (label: string) => ({ level: label }) } }
  const logger = pino(options, isPretty ? prettyLines((text) => output.write(text)) : buffer)
  return {
    error: (facts, message) => logger.error(facts, message),
    warn: (facts, message) => logger.warn(facts, message),
    // There is an `info` line for each request, with plain values only, for which JSON.stringify takes a third of
    // pino's time.
    info:
      isPretty || !logger.isLevelEnabled('info')
        ? (facts, message) => logger.info(facts, message)
        : (facts, message) => buffer.write(jsonLine('info', facts, message)),
    debug: (facts, message) => logger.debug(facts, message),
    isLevelEnabled: (one) => logger.isLevelEnabled(one),
    get droppedLines() {
      return output.dropped
    },
    settle() {
      buffer.flush()
      return output.settle()
    },
  }
}

function jsonLine(level: LogLevel, facts: object, message: string): string {
  const told = JSON.stringify(facts)
  const more = told === '{}' ? '}' : `,${told.slice(1)}`
  return `{"level":"${level}"${timestamp()},"msg":${JSON.stringify(message)}${more}\n`
}

let second = 0
let prefix = ''
let millisecond = 0
let last = ''

/**
 * The time in ISO 8601. Cached, because under load many lines share the millisecond, and all share most of the text.
 */
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

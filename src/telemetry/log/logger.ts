/**
 * The gateway's logger: compatible with pino, Fastify's `app.log` and the like. Facts never hold tokens, cookies,
 * variables or what a cluster answered, but for `problem`, its own account of its failure; an error is in `err`.
 */
export interface Logger {
  error(facts: object, message: string): void
  warn(facts: object, message: string): void
  info(facts: object, message: string): void
  debug(facts: object, message: string): void
  /** Whether a level is written at all; left out, all are. */
  isLevelEnabled?(level: LogLevel): boolean
  /** How many lines it had to drop so far; for loggers that count that. */
  readonly droppedLines?: number
}

export type LogLevel = 'error' | 'warn' | 'info' | 'debug'

export function isEnabled(logger: Logger, level: LogLevel): boolean {
  return logger.isLevelEnabled?.(level) ?? true
}

/** The default logger: no lines for requests; errors go to the console. */
export const quietLogger: Logger = {
  error: (facts, message) => toConsole('error', facts, message),
  warn: (facts, message) => toConsole('warn', facts, message),
  info() {},
  debug() {},
  isLevelEnabled: (level) => level === 'error' || level === 'warn',
}

function toConsole(level: 'error' | 'warn', { err, ...facts }: { err?: unknown }, message: string): void {
  console[level](err ?? message, ...(Object.keys(facts).length > 0 ? [facts] : []))
}

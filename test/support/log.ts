import type { Logger } from '../../src/telemetry/log/logger.ts'

/** What a gateway has logged. */
export interface Line {
  level: string
  message: string
  // biome-ignore lint/suspicious/noExplicitAny: lines are compared as a whole
  facts: any
}

/** A logger that keeps its lines, and all that was written as one text, to look for what must not be there. */
export function keepingLog(): { logger: Logger; lines: Line[]; requests(): Line['facts'][]; text(): string } {
  const lines: Line[] = []
  const keep = (level: string) => (facts: object, message: string) => void lines.push({ level, message, facts })
  return {
    logger: { error: keep('error'), warn: keep('warn'), info: keep('info'), debug: keep('debug') },
    lines,
    requests: () => lines.filter(({ message }) => message === 'request').map(({ facts }) => facts),
    text: () =>
      lines.map(({ message, facts }) => `${message} ${JSON.stringify(facts)} ${String(facts.err?.stack)}`).join('\n'),
  }
}

import { styleText } from 'node:util'
import { isJsonObject } from '../../upstream/json/json-object.ts'

const COLORS: Readonly<Record<string, Parameters<typeof styleText>[0]>> = {
  error: 'red',
  warn: 'yellow',
  info: 'green',
  debug: 'gray',
}

/** Takes pino's lines and writes them for people: the time, what happened, and the facts in the order of the line. */
export function prettyLines(write: (text: string) => void): { write(line: string): void } {
  return {
    write(line) {
      const text = prettyLine(line)
      if (text !== '') write(text)
    },
  }
}

/** One of pino's lines for people, with its end. It has more lines itself where it tells of an error. */
export function prettyLine(line: string): string {
  const entry: unknown = JSON.parse(line)
  return isJsonObject(entry) ? `${inWords(entry)}\n` : ''
}

function inWords({ level, time, msg, err, ...facts }: Record<string, unknown>): string {
  const clock = new Date(String(time)).toTimeString().slice(0, 8)
  const label = String(level).toUpperCase().padEnd(5)
  const told = Object.entries(facts).map(([name, value]) => `${styleText('gray', `${name}=`)}${shown(value)}`)
  const stack = isJsonObject(err) ? `\n${String(err.stack ?? err.message)}` : ''
  const head = `${styleText('gray', clock)} ${styleText(COLORS[String(level)] ?? 'white', label)} ${shown(msg)}`
  return [head, ...told].join(' ') + stack
}

/** Characters that could move the cursor or start a line: names and paths come from clients. */
const CONTROL = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

const shown = (value: unknown) =>
  (typeof value === 'object' ? JSON.stringify(value) : String(value)).replace(
    CONTROL,
    (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`,
  )

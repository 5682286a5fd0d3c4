import { parseArgs } from 'node:util'
import { createSandbox } from './sandbox.ts'

const USAGE = `Usage: sandbox [--port 8080] [--host 127.0.0.1] [--lag 200] [--empty]

  --port, -p   port to listen on (SANDBOX_PORT)
  --host       address to listen on (SANDBOX_HOST)
  --lag        milliseconds until reads see a command (SANDBOX_EXPORT_LAG_MS)
  --empty      begin without the seeded company`

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', short: 'p', default: process.env.SANDBOX_PORT ?? '8080' },
        host: { type: 'string', default: process.env.SANDBOX_HOST ?? '127.0.0.1' },
        lag: { type: 'string', default: process.env.SANDBOX_EXPORT_LAG_MS ?? '200' },
        empty: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${USAGE}`)
  }
}

function wholeNumber(name: string, text: string, max: number): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isInteger(number) && number >= 0 && number <= max) return number
  return fail(`${name} must be a whole number from 0 to ${max}, not '${text}'`)
}

const { port, host, lag, empty, help } = readArguments()
if (help) {
  console.log(USAGE)
  process.exit(0)
}
const options = {
  port: wholeNumber('--port', port, 65_535),
  host,
  exportLagMs: wholeNumber('--lag', lag, 3_600_000),
  seed: !empty,
}

const sandbox = await createSandbox(options).catch((error: NodeJS.ErrnoException) =>
  fail(
    error.code === 'EADDRINUSE'
      ? `Port ${port} is in use. Stop what listens there, or choose another one with --port.`
      : `The sandbox could not start: ${error.message}`,
  ),
)
let stopping = false
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    // Ctrl-C reaches the demo and this process alike, and the demo then tells this one to end.
    if (stopping) return
    stopping = true
    void sandbox.close().then(() => process.exit(0))
  })
}

// Whoever reads this line may ask, or end the process, at once.
console.log(`Camunda 8.9 sandbox listens on ${sandbox.url}/v2`)

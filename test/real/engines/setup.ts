import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { ENGINES, type Kind } from './engines.ts'
import { type Launched, launch } from './launch.ts'
import { findToolchain, ToolchainMissing } from './toolchain.ts'

declare module 'vitest' {
  interface ProvidedContext {
    engines: {
      /** Asking for `/KIND` here starts that engine if it does not run yet, and answers its addresses. */
      url: string
      /** Why an engine cannot be started here, for those that cannot. */
      missing: Partial<Record<Kind, string>>
    }
  }
}

const KINDS = Object.keys(ENGINES) as Kind[]

/** Runs once around all test files, which share the engines. An engine is started when the first test asks for it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const missing = whatIsMissing()
  const launched = new Map<Kind, Promise<Launched<object>>>()
  // One after the other: two builds at once would write to the same repository of Maven.
  let last: Promise<unknown> = Promise.resolve()
  const engine = (kind: Kind) => {
    let known = launched.get(kind)
    if (!known) {
      known = last.then(() => launch(kind))
      last = known.catch(() => {})
      launched.set(kind, known)
    }
    return known
  }
  const server = createServer(async (request, response) => {
    const kind = KINDS.find((kind) => request.url === `/${kind}`)
    const answer = (status: number, body: string) => response.writeHead(status).end(body)
    if (!kind) return answer(404, `There is no engine ${request.url}`)
    try {
      return answer(200, JSON.stringify((await engine(kind)).address))
    } catch (error) {
      return answer(500, String(error instanceof Error ? error.message : error))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  project.provide('engines', { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, missing })
  return async () => {
    server.close()
    server.closeAllConnections()
    await Promise.all([...launched.values()].map((engine) => engine.then((one) => one.stop()).catch(() => {})))
  }
}

function whatIsMissing(): Partial<Record<Kind, string>> {
  const missing: Partial<Record<Kind, string>> = {}
  const said = new Set<string>()
  for (const kind of KINDS) {
    try {
      findToolchain(ENGINES[kind].java)
    } catch (error) {
      if (!(error instanceof ToolchainMissing)) throw error
      missing[kind] = error.message
      const { program } = ENGINES[kind]
      if (!said.has(program)) console.warn(`Tests against ${kind} are skipped: ${error.message}.`)
      said.add(program)
    }
  }
  return missing
}

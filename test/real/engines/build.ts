import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CACHE } from './data.ts'
import type { Processes } from './processes.ts'
import type { Toolchain } from './toolchain.ts'

const PROJECTS = fileURLToPath(new URL('..', import.meta.url))

/**
 * Builds the Maven project of an engine, once for each state of its sources. Answers the folder with what the build
 * makes: `classes/`, `lib/` and whatever else the project unpacks. Throws with Maven's words when it fails.
 */
export async function build(project: string, { maven, javaHome }: Toolchain, processes: Processes): Promise<string> {
  const source = join(PROJECTS, project)
  const built = join(CACHE, `${project}-${hash(source)}`)
  if (existsSync(built)) return built
  const output = join(processes.folder, 'build')
  const goals = ['--batch-mode', '--quiet', '--no-transfer-progress', '--file', join(source, 'pom.xml')]
  await processes.run('build', maven, [...goals, 'process-classes', `-Doutput=${output}`], { JAVA_HOME: javaHome })
  try {
    renameSync(output, built)
  } catch (error) {
    // Another process has built it meanwhile.
    if (!existsSync(built)) throw error
    rmSync(output, { recursive: true })
  }
  return built
}

function hash(folder: string): string {
  const hash = createHash('sha256')
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (!/\.(xml|java|properties)$/.test(path)) continue
    hash.update(path).update(readFileSync(join(folder, path)))
  }
  return hash.digest('hex').slice(0, 12)
}

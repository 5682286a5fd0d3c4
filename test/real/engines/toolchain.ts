import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** What builds and runs an engine. */
export interface Toolchain {
  /** The folder of a JDK. */
  readonly javaHome: string
  /** The program `java` of it. */
  readonly java: string
  /** The program `mvn`. */
  readonly maven: string
}

/** Why an engine cannot be started on this machine, in words for a person. */
export class ToolchainMissing extends Error {
  override readonly name = 'ToolchainMissing'
}

/** Where installers put JDKs, each in a folder of its own. */
const INSTALLED = [
  '/usr/lib/jvm',
  '/usr/java',
  '/opt/java',
  '/Library/Java/JavaVirtualMachines',
  join(homedir(), '.sdkman/candidates/java'),
  join(homedir(), '.jdks'),
]

/**
 * Finds Maven and a JDK of a version or later: JAVA_HOME, the one on the path, or any that is installed, the lowest that
 * will do first. Throws ToolchainMissing, which names all that is missing.
 */
export function findToolchain(javaVersion: number): Toolchain {
  if (process.platform === 'win32') throw new ToolchainMissing('engines are started on Linux and macOS only')
  const maven = [...homes('MAVEN_HOME', 'M2_HOME').map((home) => join(home, 'bin')), ...path()]
    .map((folder) => join(folder, 'mvn'))
    .find((file) => existsSync(file))
  const javaHome = findJdk(javaVersion)
  const missing = [
    ...(javaHome ? [] : [`no JDK ${javaVersion} or later was found: install one, or name it in JAVA_HOME`]),
    ...(maven ? [] : ['no Maven was found: install it, or name it in MAVEN_HOME']),
  ]
  if (!javaHome || !maven) throw new ToolchainMissing(missing.join('; '))
  return { javaHome, java: join(javaHome, 'bin/java'), maven }
}

function findJdk(version: number): string | undefined {
  const onPath = path().map((folder) => join(folder, 'java'))
  const told = [
    ...homes('JAVA_HOME'),
    // Mostly a link into the JDK's own folder.
    ...onPath.filter((java) => existsSync(java)).map((java) => join(realpathSync(java), '../..')),
  ]
  for (const home of told) if (versionOf(home) >= version) return home
  return INSTALLED.filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .flatMap((home) => [home, join(home, 'Contents/Home')])
    .map((home) => ({ home, version: versionOf(home) }))
    .filter((jdk) => jdk.version >= version)
    .sort((one, other) => one.version - other.version)[0]?.home
}

const versions = new Map<string, number>()

/** The major version of a JDK; 0 where there is none, or one without a compiler. */
function versionOf(home: string): number {
  const java = join(home, 'bin/java')
  if (!existsSync(java) || !existsSync(join(home, 'bin/javac'))) return 0
  const known = versions.get(home)
  if (known !== undefined) return known
  // It writes to standard error, and "1.8.0" of old is no candidate in any case.
  const { stderr } = spawnSync(java, ['-version'], { encoding: 'utf8', timeout: 20_000 })
  const version = Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0)
  versions.set(home, version)
  return version
}

function homes(...variables: string[]): string[] {
  return variables.flatMap((variable) => process.env[variable] || [])
}

function path(): string[] {
  return (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
}

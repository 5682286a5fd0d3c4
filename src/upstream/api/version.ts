/** A Camunda minor version, such as `8.9`. */
export type Version = `${number}.${number}`

const PATTERN = /^(\d+)\.(\d+)(?:[.\-+].*)?$/

/** Reads `8.9`, `8.9.26` or `8.10.0-alpha3`; undefined where the text is no version. */
export function parseVersion(text: string): Version | undefined {
  const parts = PATTERN.exec(text)
  return parts ? `${Number(parts[1])}.${Number(parts[2])}` : undefined
}

/** Whether a cluster of `version` has what came with `since`. */
export function atLeast(version: Version, since: Version): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [sinceMajor = 0, sinceMinor = 0] = since.split('.').map(Number)
  return major > sinceMajor || (major === sinceMajor && minor >= sinceMinor)
}

/** The oldest version that the v2 dialect serves; what it has needs no check. */
export const OLDEST: Version = '8.8'

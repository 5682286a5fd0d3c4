import { atLeast, OLDEST, type Version } from '../upstream/api/version.ts'
import { NotSupported } from '../upstream/failures/failure.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'

/** Throws NotSupported where the cluster is older than `since`; asks for the version only where it matters. */
export async function requireVersion(upstream: Upstream, what: string, since: Version): Promise<void> {
  if (since === OLDEST) return
  checkVersion(await upstream.version(), what, since)
}

/** The same where the version is at hand. */
export function checkVersion(version: Version, what: string, since: Version): void {
  if (!atLeast(version, since)) throw NotSupported.byVersion(what, since, version)
}

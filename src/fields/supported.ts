import { atLeast, type Version } from '../upstream/api/version.ts'
import { NotSupported } from '../upstream/failures/failure.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'

/** Throws NotSupported where the cluster, whose version is at hand, is older than `since`. */
export function requireAt(upstream: Upstream, version: Version, what: string, since: Version): void {
  if (!atLeast(version, since)) throw upstream.cluster.withName(NotSupported.byVersion(what, since, version))
}

/** The same where the version is at hand. */
export function checkVersion(version: Version, what: string, since: Version): void {
  if (!atLeast(version, since)) throw NotSupported.byVersion(what, since, version)
}

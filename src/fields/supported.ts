import { atLeast, type Version } from '../upstream/api/version.ts'
import { NotSupported } from '../upstream/failures/failure.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'

/** Throws NotSupported, naming the cluster, if its version is older than `since`. */
export function requireAt(upstream: Upstream, version: Version, what: string, since: Version): void {
  if (!atLeast(version, since)) throw upstream.cluster.withName(NotSupported.byVersion(what, since, version))
}

/** The same without the cluster's name. */
export function checkVersion(version: Version, what: string, since: Version): void {
  if (!atLeast(version, since)) throw NotSupported.byVersion(what, since, version)
}

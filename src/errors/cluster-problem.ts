import { cut, cutInside } from '../text/cut.ts'
import type { Problem, UpstreamFailure } from '../upstream/failures/failure.ts'

/** Characters of what a cluster says that clients and the log are told. */
const MAX_DETAIL = 1_000
const MAX_TITLE = 100

/** Operations whose refusals list what is wrong, a line for each: their first line says only that there is something. */
const LISTING: ReadonlySet<string> = new Set(['createDeployment'])

/** Whether the cluster itself failed: what it says then of hosts, databases and code is for those who run it. */
export function isClustersFault({ kind, status = 0 }: Pick<UpstreamFailure, 'kind' | 'status'>): boolean {
  return kind === 'refused' && status >= 500
}

/** What a caller can act on of what the cluster says of a refusal. Undefined for what is the cluster's own fault. */
export function problemForClients(failure: UpstreamFailure): Problem | undefined {
  const { problem, operation } = failure
  if (!problem || isClustersFault(failure)) return undefined
  const { type, title, status, detail } = problem
  return {
    ...(type !== undefined && namesNoHost(type) ? { type } : {}),
    ...(title === undefined ? {} : { title: cut(firstLine(title), MAX_TITLE) }),
    ...(status === undefined ? {} : { status }),
    ...(detail === undefined
      ? {}
      : { detail: cutInside(LISTING.has(operation) ? linesBeforeTrace(detail) : firstLine(detail), MAX_DETAIL) }),
  }
}

/** What the log says of the cluster's own failure: all that it told, in bounds. */
export function problemForLog({ problem }: UpstreamFailure): Problem | undefined {
  return problem?.detail === undefined ? problem : { ...problem, detail: cut(problem.detail, MAX_DETAIL) }
}

/** Whether a problem's type is `about:blank` or a relative reference. */
function namesNoHost(type: string): boolean {
  return type === 'about:blank' || !/^(?:[a-z][a-z\d+.-]*:|[/\\]{2})/i.test(type)
}

const firstLine = (text: string) => text.trimStart().split(/[\r\n]/, 1)[0] ?? ''

/** The lines above a stack trace of Java's. */
function linesBeforeTrace(text: string): string {
  const lines = text.trim().split(/\r?\n/)
  const trace = lines.findIndex((line) => /^\s*(?:at |Caused by:|\.\.\. \d)/.test(line))
  return (trace < 0 ? lines : lines.slice(0, trace)).join('\n')
}

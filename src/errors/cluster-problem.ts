import { cut, cutInside } from '../text/cut.ts'
import type { Problem, UpstreamFailure } from '../upstream/failures/failure.ts'

/** Characters of a problem's detail and title that clients and the log are told. */
const MAX_DETAIL = 1_000
const MAX_TITLE = 100

/** Operations whose refusals list several mistakes, one per line: their first line is only a heading. */
const LISTING: ReadonlySet<string> = new Set(['createDeployment'])

/** Whether the cluster itself failed (5xx): its details on hosts, databases and code are only for those who run it. */
export function isClustersFault({ kind, status = 0 }: Pick<UpstreamFailure, 'kind' | 'status'>): boolean {
  return kind === 'refused' && status >= 500
}

/** The part of the cluster's problem that helps the caller. Undefined if the cluster itself failed. */
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

/** The problem for the log: everything the cluster said, cut. */
export function problemForLog({ problem }: UpstreamFailure): Problem | undefined {
  return problem?.detail === undefined ? problem : { ...problem, detail: cut(problem.detail, MAX_DETAIL) }
}

/** Whether a problem's type is `about:blank` or a relative reference. */
function namesNoHost(type: string): boolean {
  return type === 'about:blank' || !/^(?:[a-z][a-z\d+.-]*:|[/\\]{2})/i.test(type)
}

const firstLine = (text: string) => text.trimStart().split(/[\r\n]/, 1)[0] ?? ''

/** The lines above a Java stack trace. */
function linesBeforeTrace(text: string): string {
  const lines = text.trim().split(/\r?\n/)
  const trace = lines.findIndex((line) => /^\s*(?:at |Caused by:|\.\.\. \d)/.test(line))
  return (trace < 0 ? lines : lines.slice(0, trace)).join('\n')
}

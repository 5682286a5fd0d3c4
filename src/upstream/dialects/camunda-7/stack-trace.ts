import { notCamundas } from '../../failures/failure.ts'
import type { Raw } from './objects.ts'
import { orNull } from './or-null.ts'
import type { Page } from './page.ts'

/** Where the engine keeps what a failure left: with the job while the incident is open, in its log afterwards. */
const PLACES: Readonly<Record<string, { open: (id: string) => string; closed: (id: string) => string }>> = {
  failedJob: { open: (id) => `/job/${id}/stacktrace`, closed: (id) => `/history/job-log/${id}/stacktrace` },
  failedExternalTask: {
    open: (id) => `/external-task/${id}/errorDetails`,
    closed: (id) => `/history/external-task-log/${id}/error-details`,
  },
}

/**
 * The stack trace behind an incident, by a call when somebody wants it; null where there is none: in the incidents of
 * callers and of an application's own kinds, and when the job or its log is gone.
 */
export function stackTraceOf(page: Page, raw: Raw): (() => Promise<string | null>) | null {
  const place = PLACES[String(raw.incidentType)]
  const isOpen = raw.open === undefined || raw.open === true
  // An incident of history names the entry of the log that opened it: the job may have failed again since.
  const id = isOpen ? raw.configuration : raw.historyConfiguration
  if (!place || typeof id !== 'string') return null
  const path = place[isOpen ? 'open' : 'closed'](encodeURIComponent(id))
  return () => page.once(`stackTrace ${path}`, () => read(page, path))
}

async function read({ engine }: Page, path: string): Promise<string | null> {
  const answer = await orNull(engine.get(path, { text: true }))
  return engine.readable(() => {
    if (answer === null || answer === undefined) return null
    if (typeof answer !== 'string') throw notCamundas('the answer is no text')
    return answer
  })
}

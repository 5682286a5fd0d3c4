import { availableParallelism } from 'node:os'
import { Budget } from './budget.ts'
import { shareOf } from './fair-queue.ts'

/** What the budgets are derived from. */
interface BudgetSources {
  /** Bytes that the process may use. */
  memory: number
  /** The most questions that are answered at once. */
  maxRequests: number
  /** The longest body of a request, in bytes. */
  maxUploadBytes: number
  /** Whether there are proxies in front, whose addresses stand for many clients. */
  isProxied: boolean
}

/** One row of the table of budgets. */
interface BudgetRow {
  what: string
  unit: 'connections' | 'bytes' | 'questions' | 'nodes' | 'contents' | 'answers' | 'subscriptions'
  /** The bound, in words and as a number. */
  bound: string
  limit(sources: BudgetSources): number
  /** One owner's share, in words and as a number; left out where it is all. */
  shared: string
  share?(limit: number, sources: BudgetSources): number
  /** What happens when it is used up. */
  beyond: string
}

const MB = 1_000_000

/** Every budget: docs/operations.md has this table, and each has a gauge. */
export const budgetRows = {
  connections: {
    what: 'Connections of clients.',
    unit: 'connections',
    bound: 'memory / 64 KB',
    limit: ({ memory }) => Math.max(64, Math.floor(memory / 64_000)),
    shared: 'a quarter for an address; all of it where GATEWAY_TRUSTED_PROXIES is set',
    share: (limit, { isProxied }) => (isProxied ? limit : shareOf(limit)),
    beyond: 'one ends on which nothing is asked, of the address with the most; else the newcomer',
  },
  bodies: {
    what: 'Bytes of bodies, from their first byte until their question is answered; 4 KB of each are free.',
    unit: 'bytes',
    bound: 'memory / 16',
    limit: ({ memory }) => Math.floor(memory / 16),
    shared: 'a quarter for an address, at least GATEWAY_MAX_UPLOAD_BYTES',
    share: (limit, { maxUploadBytes }) => Math.max(shareOf(limit), maxUploadBytes),
    beyond: '503 with Retry-After for the largest unfinished body of the address with the most; else for the newcomer',
  },
  questions: {
    what: 'Questions that have arrived and are being answered.',
    unit: 'questions',
    bound: 'GATEWAY_MAX_REQUESTS, at most memory / 512 KB',
    limit: ({ memory, maxRequests }) => Math.min(maxRequests, Math.max(16, Math.floor(memory / 512_000))),
    shared: 'a quarter for a caller while others wait; the last quarter is for callers with less',
    beyond: 'a caller with less than that waits up to 2 s for a turn; others get 503 with Retry-After at once',
  },
  nodes: {
    what: 'Nodes that the questions may answer which are being executed; the first thousand of each are free. An object counts once for each 16 fields that are asked of it.',
    unit: 'nodes',
    bound: 'memory / 1 KB',
    limit: ({ memory }) => Math.floor(memory / 1_000),
    shared: 'as for questions',
    beyond: 'as for questions; a question that needs more than all of it is refused',
  },
  answers: {
    what: 'Bytes of what the cluster answered, until the request they are for is answered; what takes more in memory than in the answer counts as much.',
    unit: 'bytes',
    bound: 'memory / 4',
    limit: ({ memory }) => Math.floor(memory / 4),
    shared: 'half for a request; a quarter of all is left to requests with small answers',
    beyond: 'reads fail with OVERLOADED; what commands answer is never refused',
  },
  sending: {
    what: 'Bytes of answers that wait to be read by clients; answers up to 64 KB are free.',
    unit: 'bytes',
    bound: 'memory / 8',
    limit: ({ memory }) => Math.floor(memory / 8),
    shared: 'a quarter for a caller, or one answer',
    share: (limit) => shareOf(limit),
    beyond:
      'the answer ends that was read slowest, of the caller with the most; else 503 with Retry-After. What a command has done is told in any case',
  },
  contents: {
    what: 'Contents of documents and files that are being handed on; each holds some hundred KB at most.',
    unit: 'contents',
    bound: 'memory / 2 MB, at least 16, at most 512',
    limit: ({ memory }) => Math.min(512, Math.max(16, Math.floor(memory / (2 * MB)))),
    shared: 'as for questions',
    beyond: 'as for questions. One that is not read ends after GATEWAY_SEND_TIMEOUT_MS',
  },
  compressing: {
    what: 'Answers of more than 64 KB that are being compressed; smaller ones are at once.',
    unit: 'answers',
    bound: 'cores less one, from 1 to 2',
    // Of Node's four threads for such work, some are left for names of hosts and for files.
    limit: () => Math.max(1, Math.min(2, availableParallelism() - 1)),
    shared: 'all; callers take turns',
    beyond: 'the answer waits for its turn, 50 ms at most; then it goes as it is',
  },
  subscriptions: {
    what: 'Live questions that clients have subscribed to, and workers (`jobActivated`); one that waits holds some KB.',
    unit: 'subscriptions',
    bound: 'memory / 32 KB, at least 64',
    limit: ({ memory }) => Math.max(64, Math.floor(memory / 32_000)),
    shared: 'a quarter for a caller; all of it where GATEWAY_TRUSTED_PROXIES is set',
    share: (limit, { isProxied }) => (isProxied ? limit : shareOf(limit)),
    beyond: '503 with Retry-After for the newcomer',
  },
  live: {
    what: 'Bytes of live questions with their variables, each document once, of their latest answers, and of what is remembered of what these were made of.',
    unit: 'bytes',
    bound: 'memory / 8',
    limit: ({ memory }) => Math.floor(memory / 8),
    shared: 'a quarter for a caller',
    share: (limit) => shareOf(limit),
    beyond:
      'a new question gets 503 with Retry-After; one whose answer has no room is executed in each round, whether or not something has changed',
  },
} satisfies Record<string, BudgetRow>

type BudgetName = keyof typeof budgetRows

export type Budgets = Readonly<Record<BudgetName, Budget>>

/** All budgets of a gateway. */
export function openBudgets(sources: BudgetSources): Budgets {
  const open = (row: BudgetRow) => {
    const limit = row.limit(sources)
    return new Budget(limit, row.share?.(limit, sources))
  }
  const { connections, bodies, questions, nodes, answers, sending, contents, compressing, subscriptions, live } =
    budgetRows
  return {
    connections: open(connections),
    bodies: open(bodies),
    questions: open(questions),
    nodes: open(nodes),
    answers: open(answers),
    sending: open(sending),
    contents: open(contents),
    compressing: open(compressing),
    subscriptions: open(subscriptions),
    live: open(live),
  }
}

/** Bytes for each cache: of GraphQL documents, and of the cluster's answers. */
export const keptBytes = (memory: number): number => Math.min(64 * MB, Math.floor(memory / 16))

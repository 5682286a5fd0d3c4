import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isEnumType, isInputObjectType, isObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { schema } from '../../src/schema/schema.ts'

const made = schema()
const root = fileURLToPath(new URL('../..', import.meta.url))

/** A change of the SDL's types that the compiler must refuse, and the problem it must name. */
interface Mutation {
  /** The generated type that is changed. */
  type: string
  from: string | RegExp
  to: string
  problem: string
}

const mutations: Record<string, Mutation> = {
  'a field of a row is removed': {
    type: 'Incident',
    from: /\n {2}errorType\?:.*/,
    to: '',
    problem: 'Incident.errorType: the SDL lacks this field of the row',
  },
  'a field that no row has is added': {
    type: 'Topology',
    from: /\n {2}clusterSize:/,
    to: "\n  region?: Maybe<Scalars['String']['output']>;\n  clusterSize:",
    problem: 'Topology.region: the row has no such field',
  },
  'a field that may be null becomes non-null': {
    type: 'ProcessInstance',
    from: 'endDate?:',
    to: 'endDate:',
    problem: 'ProcessInstance.endDate: is non-null in the SDL, but may be null or absent in REST',
  },
  'a field changes its type': {
    type: 'Job',
    from: "retries: Scalars['Int']",
    to: "retries: Scalars['String']",
    problem: 'Job.retries: is string in the SDL, but number in REST',
  },
  'a list becomes a single value': {
    type: 'UserTask',
    from: "candidateGroups?: Maybe<Array<Scalars['String']['output']>>",
    to: "candidateGroups?: Maybe<Scalars['String']['output']>",
    problem: 'UserTask.candidateGroups: is string in the SDL, but list in REST',
  },
  'a value of an enum is removed': {
    type: 'JobState',
    from: " | 'TIMED_OUT'",
    to: '',
    problem: 'Job.state.TIMED_OUT: the SDL lacks this value',
  },
  'a field of an answer is removed': {
    type: 'DeployedForm',
    from: /\n {2}resourceName\?:.*/,
    to: '',
    problem: 'DeployedForm.resourceName: the SDL lacks this field of the row',
  },
  'a filter is removed': {
    type: 'VariableFilter',
    from: /\n {2}scopeKey\?:.*/,
    to: '',
    problem: 'VariableFilter.scopeKey: the SDL lacks this filter',
  },
  'a filter that REST has not is added': {
    type: 'UserTaskFilter',
    from: /\n {2}assignee\?:/,
    to: '\n  formKey?: InputMaybe<KeyFilter>;\n  assignee?:',
    problem: 'UserTaskFilter.formKey: REST has no such filter',
  },
  'alternatives are offered where REST has none': {
    type: 'JobFilter',
    from: /\n {2}deadline\?:/,
    to: '\n  or?: InputMaybe<Array<JobFilter>>;\n  deadline?:',
    problem: 'JobFilter.or: REST has no such filter',
  },
  'operators are offered where REST takes a bare value': {
    type: 'ElementInstanceFilter',
    from: "elementId?: InputMaybe<Scalars['String']['input']>",
    to: 'elementId?: InputMaybe<StringFilter>',
    problem: 'ElementInstanceFilter.elementId: has operators in the SDL, but takes a bare value in REST',
  },
  'a bare value is offered where REST takes operators': {
    type: 'IncidentFilter',
    from: 'jobKey?: InputMaybe<KeyFilter>',
    to: "jobKey?: InputMaybe<Scalars['ID']['input']>",
    problem: 'IncidentFilter.jobKey: takes operators in REST, but has none in the SDL',
  },
  'an operator is added': {
    type: 'KeyFilter',
    from: /\n {2}notIn\?:/,
    to: "\n  like?: InputMaybe<Scalars['String']['input']>;\n  notIn?:",
    problem: 'ProcessInstanceFilter.processInstanceKey.like: REST knows no such operator here',
  },
  'an operator is removed': {
    type: 'DateTimeFilter',
    from: /\n {2}gte\?:.*/,
    to: '',
    problem: 'UserTaskFilter.dueDate.gte: the SDL lacks this operator',
  },
  'a sort field is removed': {
    type: 'UserTaskSortField',
    from: " | 'dueDate'",
    to: '',
    problem: 'UserTaskSortField.dueDate: the SDL lacks this sort field',
  },
  'a sort field that REST has not is added': {
    type: 'JobSortField',
    from: " | 'deniedReason'",
    to: " | 'deniedReason' | 'creationTime'",
    problem: 'JobSortField.creationTime: REST does not sort by this',
  },
  'an input field is removed': {
    type: 'FailJobInput',
    from: /\n {2}retryBackOff\?:.*/,
    to: '',
    problem: 'FailJobInput.retryBackOff: the SDL lacks this field',
  },
  'an input field that REST has not is added': {
    type: 'UpdateJobInput',
    from: /\n {2}retries\?:/,
    to: "\n  worker?: InputMaybe<Scalars['String']['input']>;\n  retries?:",
    problem: 'UpdateJobInput.worker: REST takes no such field',
  },
  'an input field that REST requires becomes optional': {
    type: 'ActivateJobsInput',
    from: 'timeout:',
    to: 'timeout?:',
    problem: 'ActivateJobsInput.timeout: may be left out in the SDL, but REST requires it',
  },
  'an alternative of an input is removed': {
    type: 'JobResultInput',
    from: / \| *\{[^}]*adHocSubProcess: [^}]*\}/,
    to: '',
    problem: 'JobResultInput.adHocSubProcess: the SDL lacks this alternative',
  },
}

describe('the compiler', () => {
  let folder: string
  let messages: string

  // One run for both: the types as they are, and with all of the changes. Each has its own copy of the check.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sdl-check-'))
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
    const generated = typesAlone(await readFile(join(root, 'src/generated/schema.ts'), 'utf8'))
    await copy(join(folder, 'unchanged'), generated)
    await copy(join(folder, 'changed'), Object.values(mutations).reduce(mutated, generated))
    const { compilerOptions } = JSON.parse(await readFile(join(root, 'tsconfig.json'), 'utf8'))
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*/test'] }))
    messages = await compile(folder)
  }, 120_000)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('accepts the schema as it is', () => {
    expect(problemsIn(messages, 'unchanged')).toEqual([])
  })

  test.each(Object.entries(mutations))('refuses it, and says why, when %s', (_, { problem }) => {
    expect(problemsIn(messages, 'changed')).toContain(problem)
  })

  test('complains of nothing but what was changed', () => {
    const changed = Object.values(mutations).map(({ problem }) => problem.replace(/^.*\.(\w+):.*$/, '$1'))
    for (const problem of problemsIn(messages, 'changed')) {
      expect(changed).toContain(problem.replace(/^.*\.(\w+):.*$/s, '$1'))
    }
  })
})

describe('the check', () => {
  test('speaks of every type of the schema', async () => {
    const text = await readFile(join(root, 'test/contract/sdl.check.ts'), 'utf8')
    const unchecked = Object.values(made.getTypeMap())
      .filter((type) => isObjectType(type) || isInputObjectType(type) || isEnumType(type))
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('__') && !text.includes(`Sdl.${name},`) && !text.includes(`Sdl.${name}>`))
    expect(unchecked.filter((name) => !isCheckedElsewhere(name))).toEqual([])
  })
})

/** Types that REST does not have, and those that are checked within another type: operators, enums of a field. */
function isCheckedElsewhere(name: string): boolean {
  const type = made.getType(name)
  if (/^(Query|Mutation|Subscription|PageInfo|ClusterHealth|Capabilities|Deployment(Resource|Text)Input)$/.test(name))
    return true
  if (/(Connection|Edge|Sort|Capability)$/.test(name)) return true
  return isEnumType(type) || (isInputObjectType(type) && 'eq' in type.getFields())
}

/** The types of the SDL, without those of resolvers and what these import. */
function typesAlone(generated: string): string {
  const end = generated.indexOf('\nexport type ResolverTypeWrapper<')
  if (end < 0) throw new Error('the generated types do not look as this test expects')
  return generated.slice(0, end).replace(/^import .*$/gm, '')
}

function mutated(generated: string, { type, from, to }: Mutation): string {
  const start = generated.indexOf(`\nexport type ${type} =`)
  const end = generated.indexOf('\nexport type ', start + 1)
  const before = generated
    .slice(start, end)
    .replace(/\/\*\*.*?\*\/\s*/gs, '')
    .replace(/\s*\n\s*\|/g, ' |')
  const after = before.replace(from, to)
  if (start < 0 || after === before) throw new Error(`${type} has no ${from}`)
  return generated.slice(0, start) + after + generated.slice(end)
}

async function copy(target: string, generated: string): Promise<void> {
  await mkdir(join(target, 'src/generated'), { recursive: true })
  await writeFile(join(target, 'src/generated/schema.ts'), generated)
  for (const name of ['sdl.check.ts', 'sdl.problems.ts']) {
    await cp(join(root, 'test/contract', name), join(target, 'test/contract', name))
  }
}

/** What the compiler says; nothing if it accepts everything. */
function compile(project: string): Promise<string> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, '-p', project, '--noErrorTruncation'], { cwd: project }, (_, out, err) =>
      resolve(out + err),
    )
  })
}

/** The problems named in the messages about one folder, or a message itself where it names none. */
function problemsIn(messages: string, folder: string): string[] {
  const own = messages.split(/\n(?=\S)/).filter((message) => message.startsWith(`${folder}/`))
  return own.flatMap((message) => {
    const named = [...message.matchAll(/"(\w+\.[^"]+: [^"]+)"/g)].map(([, problem]) => problem ?? message)
    return named.length > 0 ? named : [message]
  })
}

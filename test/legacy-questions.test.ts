import { readFileSync } from 'node:fs'
import { buildSchema } from 'graphql'
import { describe, expect, test } from 'vitest'
import { legacyTable } from '../contract/legacy/load.ts'
import { commands } from '../src/upstream/dialects/camunda-8.6/commands.ts'
import { commandAnswers } from './support/camunda-8.6/answers.ts'
import { stand86 } from './support/camunda-8.6/stand.ts'
import { sampleInputs } from './support/inputs.ts'
import type { LegacyServer } from './support/legacy/server.ts'
import { definitionRow, instanceRow } from './support/operate/rows.ts'
import { type Asking, operateStand } from './support/operate/stand.ts'

const schema = buildSchema(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'))
const rows = { 'process-definitions': [definitionRow()] }

/** A gateway before a strict engine. */
interface Stand {
  readonly asking: Asking
  readonly engine: LegacyServer
}

/** What a command needs beside a field, where its type does not say so. */
const NEEDED: Readonly<Record<string, object>> = {
  createProcessInstance: { processDefinitionId: 'order' },
  evaluateDecision: { decisionDefinitionId: 'dish' },
  updateJob: { retries: 1 },
  updateUserTask: { priority: 1 },
}

/** The lists that Operate has. */
const OPERATES_LISTS = new Set([
  'processDefinitions',
  'processInstances',
  'elementInstances',
  'variables',
  'incidents',
  'decisionDefinitions',
  'decisionRequirementsList',
  'decisionInstances',
])

/** Refusals by the gateway itself, before any call. */
const REFUSED = new Set<unknown>(['NOT_SUPPORTED', 'BAD_USER_INPUT'])

/** Asks with each input, and answers how many the generation took, which members it has not, and what went wrong. */
async function sweep({ asking, engine }: Stand, query: string, inputs: readonly unknown[]) {
  let taken = 0
  const lacking = new Set<string>()
  const problems: string[] = []
  for (const input of inputs) {
    const errors = await asking.refused(query, { input })
    if (errors.length === 0) taken++
    for (const { message } of errors) lacking.add(/^input\.(\w+) is not possible/.exec(message)?.[1] ?? '')
    const wrong = errors.filter(({ code }) => !REFUSED.has(code)).map(({ message }) => message)
    problems.push(
      ...[...wrong, ...engine.violations.splice(0)].map((problem) => `${JSON.stringify(input)}: ${problem}`),
    )
  }
  return { taken, lacking, problems }
}

describe('whatever is asked for goes out in words that the API knows', () => {
  const queries = schema.getQueryType()?.getFields() ?? {}
  const lists = Object.values(queries).flatMap(({ name, args }) => {
    const filter = args.find((argument) => argument.name === 'filter')
    return filter ? [{ name, type: filter.type }] : []
  })
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap(({ name, args: [input] }) =>
    input ? [{ name, type: input.type }] : [],
  )

  test.each(lists)('filters of $name', async ({ name, type }) => {
    await using alone = await operateStand({ rows })
    await using whole = await stand86({ rows })
    const query = `query ($input: ${String(type)}) { ${name}(filter: $input) { totalCount } }`
    const inputs = sampleInputs(type, { Int: [-1, 7, 200] })
    const stands = [
      { asking: alone, engine: alone.operate, has: OPERATES_LISTS.has(name) },
      { asking: whole, engine: whole.camunda, has: OPERATES_LISTS.has(name) || name === 'userTasks' },
    ]
    for (const { has, ...stand } of stands) {
      const { taken, problems } = await sweep(stand, query, inputs)
      expect(problems).toEqual([])
      expect(taken > 10).toBe(has)
    }
  })

  test.each(mutations)('input of $name', async ({ name, type }) => {
    const ended = instanceRow(0, { state: 'COMPLETED' })
    const options = { rows: { ...rows, 'process-instances': [ended] }, answers: { ...commandAnswers } }
    await using stand = await stand86(options, { GATEWAY_ADMINISTRATION: 'true' })
    const query = `mutation ($input: ${String(type)}) { ${name}(input: $input) { __typename } }`
    // A file is told by its extension, which no other text minds.
    const inputs = sampleInputs(type, { String: ['a.bpmn'] }).map((input) => Object.assign({}, NEEDED[name], input))
    const { taken, lacking, problems } = await sweep({ asking: stand, engine: stand.camunda }, query, inputs)
    expect(problems).toEqual([])
    // What 8.6 knows is not refused.
    const body = legacyTable('camunda-8.6').operations[name]?.body?.type
    expect([...lacking].filter((member) => body && 'fields' in body && member in body.fields)).toEqual([])
    expect(taken > 0).toBe(commands.includes(name) || name === 'deleteProcessInstance')
  })
})

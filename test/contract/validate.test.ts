import { describe, expect, test } from 'vitest'
import { contract, VERSIONS, type Version } from '../../contract/contract.ts'
import { type CheckedRequest, validateRequest, validateResponse } from '../../contract/validate.ts'

const KEY = '9007199254740993'

function post(path: string, body?: unknown, query?: CheckedRequest['query']): CheckedRequest {
  return {
    method: 'POST',
    path,
    ...(query ? { query } : {}),
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
  }
}

function get(path: string, query?: CheckedRequest['query']): CheckedRequest {
  return { method: 'GET', path, ...(query ? { query } : {}) }
}

describe.each(VERSIONS)('requests to %s', (version) => {
  test.each<[string, CheckedRequest]>([
    ['no body', post('/v2/process-instances/search')],
    ['an empty search', post('/process-instances/search', {})],
    ['keys in $in', post('/process-instances/search', { filter: { processInstanceKey: { $in: [KEY] } } })],
    [
      'several operators',
      post('/process-instances/search', {
        filter: { startDate: { $gte: '2026-01-01T00:00:00Z', $lt: '2026-02-01T00:00:00+01:00' } },
      }),
    ],
    [
      '$or',
      post('/process-instances/search', {
        filter: { state: 'ACTIVE', $or: [{ hasIncident: true }, { tenantId: { $like: 'a*' } }] },
      }),
    ],
    [
      'variables',
      post('/process-instances/search', { filter: { variables: [{ name: 'a', value: { $like: '"x*' } }] } }),
    ],
    [
      'a sort',
      post('/process-instances/search', {
        sort: [{ field: 'startDate', order: 'DESC' }, { field: 'processInstanceKey' }],
      }),
    ],
    ['after', post('/process-instances/search', { page: { after: 'WzIyNTE3OTk4MTM2ODcxMDJd', limit: 10 } })],
    ['from', post('/process-instances/search', { page: { from: 20, limit: 10 } })],
    ['a limit alone', post('/process-instances/search', { page: { limit: 10_000 } })],
    ['a query parameter', post('/variables/search', {}, { truncateValues: 'false' })],
    ['a key in the path', get(`/process-instances/${KEY}`)],
    ['a creation by id', post('/process-instances', { processDefinitionId: 'p', variables: { any: [1, null] } })],
    ['a creation by key', post('/process-instances', { processDefinitionKey: KEY })],
    ['a job activation', post('/jobs/activation', { type: 't', timeout: 1000, maxJobsToActivate: 1 })],
    [
      'a deployment',
      {
        method: 'POST',
        path: '/deployments',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        body: { resources: [{ filename: 'a.bpmn' }] },
      },
    ],
    [
      'dates of a user task that are cleared',
      { method: 'PATCH', path: `/user-tasks/${KEY}`, body: { changeset: { dueDate: '', followUpDate: '' } } },
    ],
    [
      'dates of a user task that a listener clears',
      post(`/jobs/${KEY}/completion`, { result: { type: 'userTask', corrections: { dueDate: '' } } }),
    ],
  ])('may have %s', (_, request) => {
    expect(validateRequest(version, request)).toEqual([])
  })

  test.each<[string, CheckedRequest, string]>([
    ['an unknown path', post('/process-instance/search'), 'no operation'],
    ['an unknown method', { method: 'PUT', path: '/process-instances/search' }, 'no operation'],
    ['an unknown body property', post('/process-instances/search', { filters: {} }), 'body.filters is unknown'],
    [
      'an unknown filter field',
      post('/process-instances/search', { filter: { key: KEY } }),
      'body.filter.key is unknown',
    ],
    [
      'an unknown operator',
      post('/process-instances/search', { filter: { processInstanceKey: { $like: '9*' } } }),
      '$like is not an operator',
    ],
    [
      '$notIn on a number',
      post('/process-instances/search', { filter: { processDefinitionVersion: { $notIn: [1] } } }),
      '$notIn is not an operator',
    ],
    [
      'an operator where a bare value is due',
      post('/user-tasks/search', { filter: { userTaskKey: { $in: [KEY] } } }),
      'must be a string',
    ],
    [
      'a number for a key',
      post('/process-instances/search', { filter: { processInstanceKey: 42 } }),
      'must be a string, not number',
    ],
    [
      'a number among keys',
      post('/jobs/search', { filter: { jobKey: { $in: [KEY, 42] } } }),
      '$in[1] must be a string',
    ],
    ['a key that is no number', post('/jobs/search', { filter: { jobKey: 'abc' } }), 'not like ^-?[0-9]+$'],
    ['such a key in the path', get('/process-instances/abc'), 'path processInstanceKey'],
    ['a bad enum value', post('/process-instances/search', { filter: { state: 'RUNNING' } }), 'not one of ACTIVE'],
    [
      'a bad enum value in $in',
      post('/process-instances/search', { filter: { state: { $in: ['RUNNING'] } } }),
      'not one of ACTIVE',
    ],
    ['text for a boolean', post('/process-instances/search', { filter: { hasIncident: 'true' } }), 'must be a boolean'],
    ['a date without a zone', post('/process-instances/search', { filter: { startDate: '2026-01-01' } }), 'RFC 3339'],
    [
      'a cleared date where none can be cleared',
      post('/process-instances/search', { filter: { startDate: '' } }),
      'RFC 3339',
    ],
    [
      'another text for a date that can be cleared',
      { method: 'PATCH', path: `/user-tasks/${KEY}`, body: { changeset: { dueDate: 'soon' } } },
      'RFC 3339',
    ],
    ['null in a filter', post('/process-instances/search', { filter: { state: null } }), 'must not be null'],
    [
      'half a variable',
      post('/process-instances/search', { filter: { variables: [{ name: 'a' }] } }),
      'value is missing',
    ],
    [
      'an unknown sort field',
      post('/process-instances/search', { sort: [{ field: 'key' }] }),
      'not one of processInstanceKey',
    ],
    [
      'an unknown order',
      post('/process-instances/search', { sort: [{ field: 'state', order: 'asc' }] }),
      'not one of ASC DESC',
    ],
    ['after and before', post('/process-instances/search', { page: { after: 'Wzfd', before: 'Wzfd' } }), 'only one of'],
    ['from and after', post('/process-instances/search', { page: { from: 1, after: 'Wzfd' } }), 'only one of'],
    ['a limit too high', post('/process-instances/search', { page: { limit: 10_001 } }), 'above 10000'],
    ['limit 0', post('/process-instances/search', { page: { limit: 0 } }), 'below 1'],
    ['an offset too deep', post('/process-instances/search', { page: { from: 9_950, limit: 100 } }), 'by offset'],
    ['a limit that is text', post('/process-instances/search', { page: { limit: '10' } }), 'must be an integer'],
    ['a cursor that is not Base64', post('/process-instances/search', { page: { after: 'a cursor' } }), 'page'],
    [
      'before where only offsets exist',
      post(`/user-tasks/${KEY}/effective-variables/search`, { page: { before: 'Wzfd' } }),
      'before is unknown',
    ],
    [
      'an offset for the latest versions',
      post('/process-definitions/search', { filter: { isLatestVersion: true }, page: { from: 1 } }),
      'isLatestVersion',
    ],
    [
      'an unknown query parameter',
      post('/variables/search', {}, { truncate: 'false' }),
      'query parameter truncate is unknown',
    ],
    ['a bad query parameter', post('/variables/search', {}, { truncateValues: 'no' }), 'must be a boolean'],
    ['a query on a read that has none', get(`/process-instances/${KEY}`, { full: 'true' }), 'query parameter full'],
    ['a body on a read', { ...get(`/process-instances/${KEY}`), body: {} }, 'takes no body'],
    ['no body where one is due', post('/process-instances'), 'the body is missing'],
    ['a missing property', post('/jobs/activation', { type: 't', timeout: 1000 }), 'maxJobsToActivate is missing'],
    [
      'both ways to name a definition',
      post('/process-instances', { processDefinitionId: 'p', processDefinitionKey: KEY }),
      'alternatives',
    ],
    [
      'the wrong media type',
      { ...post('/jobs/search', {}), headers: { 'content-type': 'text/plain' } },
      'content-type',
    ],
    ['$or where there is none', post('/incidents/search', { filter: { $or: [] } }), '$or is unknown'],
  ])('may not have %s', (_, request, problem) => {
    expect(validateRequest(version, request).join('\n')).toContain(problem)
  })
})

describe('what differs between versions', () => {
  const fits = (request: CheckedRequest) => VERSIONS.filter((version) => validateRequest(version, request).length === 0)

  test.each<[string, CheckedRequest, Version[]]>([
    ['incidents by many keys', post('/incidents/search', { filter: { incidentKey: { $in: [KEY] } } }), ['8.9', '8.10']],
    ['business ids', post('/process-instances/search', { filter: { businessId: 'b' } }), ['8.9', '8.10']],
    ['audit logs', post('/audit-logs/search', {}), ['8.9', '8.10']],
    ['$or on element instances', post('/element-instances/search', { filter: { $or: [] } }), ['8.10']],
    [
      'many incidents by process instance',
      post('/incidents/search', { filter: { processInstanceKey: { $in: [KEY] } } }),
      ['8.9', '8.10'],
    ],
  ])('%s', (_, request, versions) => {
    expect(fits(request)).toEqual(versions)
  })
})

const PAGE = { totalItems: 1, hasMoreTotalItems: false, startCursor: 'WzFd', endCursor: 'WzFd' }

describe('answers', () => {
  const instance = {
    processDefinitionId: 'p',
    processDefinitionName: null,
    processDefinitionVersion: 1,
    processDefinitionVersionTag: null,
    startDate: '2026-01-01T00:00:00.000Z',
    endDate: null,
    state: 'ACTIVE',
    hasIncident: false,
    tenantId: '<default>',
    processInstanceKey: KEY,
    processDefinitionKey: KEY,
    parentProcessInstanceKey: null,
    parentElementInstanceKey: null,
    rootProcessInstanceKey: null,
    tags: ['a'],
    businessId: null,
  }
  const answer = (row: object, version: Version = '8.9') =>
    validateResponse(version, 'searchProcessInstances', 200, { items: [row], page: PAGE })

  test('fit', () => {
    expect(answer(instance)).toEqual([])
    expect(answer({ ...instance, suspendedDate: null }, '8.10')).toEqual([])
    expect(validateResponse('8.9', 'getProcessInstance', 200, instance)).toEqual([])
    expect(validateResponse('8.9', 'completeUserTask', 204, undefined)).toEqual([])
  })

  test.each<[string, object, string]>([
    ['a missing field', { ...instance, tenantId: undefined }, 'items[0].tenantId is missing'],
    ['null where there must be a value', { ...instance, state: null }, 'items[0].state must not be null'],
    ['a number for a key', { ...instance, processInstanceKey: 1 }, 'must be a string'],
    ['a fraction for a whole number', { ...instance, processDefinitionVersion: 1.5 }, 'not whole'],
    ['an unknown state', { ...instance, state: 'LOST' }, 'not one of ACTIVE'],
    ['an unknown field', { ...instance, suspendedDate: null }, 'suspendedDate is unknown'],
  ])('do not fit with %s', (_, row, problem) => {
    expect(answer(row).join('\n')).toContain(problem)
  })

  test('of 8.8 leave fields out rather than null', () => {
    const { rootProcessInstanceKey: _, businessId: __, ...older } = instance
    expect(answer(older, '8.8').join('\n')).toContain('endDate must not be null')
    const present = Object.fromEntries(Object.entries(older).filter(([, value]) => value !== null))
    expect(answer({ ...present, processDefinitionName: 'P' }, '8.8')).toEqual([])
  })

  test('may be newer than the contract, if asked', () => {
    const body = { ...instance, state: 'SUSPENDED', suspendedDate: null }
    expect(validateResponse('8.9', 'getProcessInstance', 200, body)).toHaveLength(2)
    expect(validateResponse('8.9', 'getProcessInstance', 200, body, { allowUnknown: true, openEnums: true })).toEqual(
      [],
    )
  })

  test('have a status of the operation and a problem that is one', () => {
    const problem = { type: 'about:blank', title: 'NOT_FOUND', status: 404, detail: 'gone', instance: '/v2/x' }
    expect(validateResponse('8.9', 'getProcessInstance', 404, problem)).toEqual([])
    expect(validateResponse('8.9', 'getProcessInstance', 404, { message: 'gone' })).not.toEqual([])
    expect(validateResponse('8.9', 'getProcessInstance', 201, instance)).not.toEqual([])
    expect(validateResponse('8.9', 'completeUserTask', 204, {})).not.toEqual([])
  })
})

describe('the table', () => {
  test('finds operations, literal segments before parameters', () => {
    const { match } = contract('8.9')
    expect(match('post', '/v2/documents/batch?x=1')?.operationId).toBe('createDocuments')
    expect(match('GET', '/documents/a%2Fb')).toMatchObject({
      operationId: 'getDocument',
      parameters: { documentId: 'a/b' },
    })
    expect(match('GET', '/documents/%')).toBeUndefined()
  })

  test('tells what a search can do', () => {
    const facts = contract('8.9').search('searchUserTasks')
    expect(facts.filters.userTaskKey).toEqual({ type: 'key', operators: 'exact' })
    expect(facts.filters.dueDate).toMatchObject({
      type: 'date-time',
      operators: expect.arrayContaining(['$gt', '$in']),
    })
    expect(facts.filters.state).toMatchObject({ type: 'enum', enum: expect.arrayContaining(['CREATED']) })
    expect(facts.row.userTaskKey).toEqual({ type: 'key', nullable: false, required: true })
    expect(facts.row.assignee).toEqual({ type: 'string', nullable: true, required: true })
    expect(facts.row.candidateGroups).toMatchObject({ type: 'list', items: { type: 'string' } })
    expect(facts.page).toEqual(['limit', 'from', 'after', 'before'])
    expect(facts.or).toBe(false)
    expect(contract('8.9').search('searchUserTaskEffectiveVariables').page).toEqual(['from', 'limit'])
  })

  test('tells what a command takes', () => {
    expect(contract('8.9').body('activateJobs')).toMatchObject({
      type: { type: 'string', required: true },
      fetchVariable: { type: 'list', required: false },
    })
    expect(contract('8.10').enum('ProcessInstanceStateEnum')).toContain('ACTIVE')
    expect(() => contract('8.8').operation('searchAuditLogs')).toThrow('no operation')
  })

  test.each(VERSIONS)('of %s names only types that exist, and holds no texts', (version) => {
    const text = JSON.stringify(contract(version).table)
    for (const [, name] of text.matchAll(/"ref":"([^"]+)"/g))
      expect(contract(version).table.types).toHaveProperty([name ?? ''])
    expect(text).not.toMatch(/"(description|title|summary|example|examples)":"/)
  })
})

import { parse, validate } from 'graphql'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import { schema } from '../src/schema/schema.ts'
import { examples } from '../src/serving/yoga/graphiql-examples.ts'
import { type Browser, HAS_CHROMIUM, NO_CHROMIUM, startBrowser } from './support/browser.ts'
import { listen } from './support/events.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'

if (!HAS_CHROMIUM) console.warn(`GraphiQL is not tried: ${NO_CHROMIUM}`)

let sandbox: Sandbox
let gateway: RunningGateway
beforeAll(async () => {
  sandbox = await createSandbox({ seed: true, exportLagMs: 50 })
  gateway = await startGateway(sandbox, {}, [], { metrics: true })
})
afterAll(async () => {
  await gateway.close()
  await sandbox.close()
})

const nameOf = (query: string) => /^(?:query|mutation|subscription) (\w+)/m.exec(query)?.[1]

/** The first answer of a subscription. */
async function firstOf(query: string) {
  const { next, leave } = await listen(gateway.url, query)
  const answer = await next()
  leave()
  return answer
}

describe.each(examples.map((example) => ({ name: nameOf(example.query), variables: undefined, ...example })))(
  'the example $name',
  ({ query, variables }) => {
    test('is valid', () => {
      expect(validate(schema(), parse(query))).toEqual([])
    })

    test('fits into the editor', () => {
      for (const line of query.split('\n')) expect(line.length, line).toBeLessThanOrEqual(60)
    })

    test('answers as it is', async () => {
      const { data, errors } = query.includes('subscription ')
        ? await firstOf(query)
        : await gateway.ask(query, variables)
      expect(errors).toBeUndefined()
      // Something to look at: no nulls at the top, no empty lists.
      const [answer] = Object.values(data ?? {}) as Record<string, unknown>[]
      expect(answer?.nodes ?? answer?.processInstance).toBeTruthy()
      expect(answer?.nodes).not.toEqual([])
    })
  },
)

describe.skipIf(!HAS_CHROMIUM)('GraphiQL in a browser', () => {
  /** All that the page asked for, and all that it complained of. */
  const requests: string[] = []
  const complaints: string[] = []
  let started: Browser | undefined
  let page: Page

  beforeAll(async () => {
    started = await startBrowser()
    const browser = started.context
    browser.on('request', (request) => requests.push(request.url()))
    browser.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    browser.on('weberror', (error) => complaints.push(error.error().message))
    page = await browser.newPage()
    page.on('websocket', (socket) => requests.push(socket.url()))
    const schemaAnswered = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.goto(gateway.url)
    await schemaAnswered
    await page.waitForSelector('.graphiql-query-editor .view-line')
  })
  afterAll(async () => {
    await started?.close()
  })

  /** The text that an editor shows, line by line. */
  const shown = async (editor: string) => {
    const lines = await page.locator(`${editor} .view-line`).evaluateAll((all) =>
      all
        .map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent ?? '' }))
        .sort((one, other) => one.top - other.top)
        .map(({ text }) => text.replaceAll('\u00a0', ' ').trimEnd()),
    )
    return lines.join('\n').trim()
  }

  test('has a tab for each example, and no other', async () => {
    expect(await page.title()).toBe('Camunda GraphQL Gateway')
    const tabs = page.locator('.graphiql-tab-button')
    expect(await tabs.allInnerTexts()).toEqual(examples.map(({ query }) => nameOf(query)))
    for (const [index, { query, variables = '' }] of examples.entries()) {
      await tabs.nth(index).click()
      await expect.poll(() => shown('.graphiql-query-editor'), { timeout: 10_000 }).toBe(query.trim())
      await expect
        .poll(() => shown('.graphiql-editor-tool .graphiql-editor:not(.hidden)'), { timeout: 10_000 })
        .toBe(variables)
    }
  })

  test.each(examples.map(({ query }) => nameOf(query)))('shows the answer to %s', async (name) => {
    await page.locator('.graphiql-tab-button', { hasText: name ?? '' }).click()
    // GraphiQL looks for the tab's operation a moment after the tab is chosen.
    await page.waitForTimeout(500)
    await page.locator('.graphiql-execute-button').click()
    await expect.poll(() => shown('.result-window'), { timeout: 10_000 }).toContain('"data": {')
    const answer = await shown('.result-window')
    expect(answer).toMatch(/"(processInstanceKey|groupId)": "/)
    expect(answer).not.toContain('"errors"')
  })

  test('follows a live question, and leaves the gateway alone when it is stopped', async () => {
    const subscribers = () =>
      Number(/^gateway_budget_used\{budget="subscriptions"\} (\d+)$/m.exec(gateway.gateway.metrics() ?? '')?.[1])
    await expect.poll(subscribers).toBe(0)
    await page.locator('.graphiql-tab-button', { hasText: 'Live' }).click()
    await expect.poll(() => shown('.graphiql-query-editor')).toContain('subscription Live')
    // GraphiQL looks for the tab's operation a moment after the tab is chosen.
    await page.waitForTimeout(500)
    const execute = page.locator('.graphiql-execute-button')
    await execute.click()
    await expect.poll(() => shown('.result-window'), { timeout: 10_000 }).toContain('"totalCount": ')
    await expect.poll(subscribers).toBe(1)
    const start = examples.find(({ query }) => nameOf(query) === 'Start')
    const { data } = await gateway.ask(start?.query ?? '', start?.variables && JSON.parse(start.variables))
    await expect.poll(() => shown('.result-window')).toContain(data.createProcessInstance.processInstanceKey)
    await execute.click()
    await expect.poll(subscribers).toBe(0)
  })

  test('finds the schema’s documentation', async () => {
    await page.locator('button[aria-label="Show Documentation Explorer"]').click()
    const docs = page.locator('.graphiql-plugin')
    await docs.getByText('Query', { exact: true }).first().click()
    await expect.poll(() => docs.innerText()).toContain('The process instances, running and ended')
  })

  test('shows the answers to a subscription as they change', async () => {
    const live = await page.context().newPage()
    const types: string[] = []
    live.on('response', (response) => void types.push(response.headers()['content-type'] ?? ''))
    const query = 'subscription Count { groups { totalCount } }'
    await live.goto(`${gateway.url}?query=${encodeURIComponent(query)}`)
    await live.waitForSelector('.graphiql-query-editor .view-line')
    // GraphiQL looks for the operation a moment after it is shown.
    await live.waitForTimeout(500)
    await live.locator('.graphiql-execute-button').click()
    const result = async () => {
      const lines = await live.locator('.result-window .view-line').allInnerTexts()
      return lines.join('').replaceAll(/[\s\u00a0]/g, '')
    }
    await expect.poll(result, { timeout: 10_000 }).toMatch(/"totalCount":\d+/)
    const before = Number(/"totalCount":(\d+)/.exec(await result())?.[1])
    await gateway.ask('mutation { createGroup(input: { groupId: "seen-live", name: "Seen live" }) { __typename } }')
    await expect.poll(result, { timeout: 10_000 }).toContain(`"totalCount":${before + 1}`)
    expect(types).toContain('text/event-stream')
    await live.close()
  })

  test('asked for nothing but the gateway’s', () => {
    const origins = new Set(requests.map((url) => new URL(url).origin))
    expect([...origins]).toEqual([gateway.origin])
    expect(requests.filter((url) => url.startsWith('http'))).toContain(gateway.url)
  })

  test('complained of nothing', () => {
    expect(complaints).toEqual([])
  })

  test('is the page again when its reader comes back, whatever else was asked at its address', async () => {
    const other = await page.context().newPage()
    const address = `${gateway.url}?query={__typename}`
    await other.goto(address)
    const asked = await other.evaluate(async (url) => {
      const headers = { accept: 'application/json', 'apollo-require-preflight': 'true' }
      return (await fetch(url, { headers })).text()
    }, address)
    expect(asked).toBe('{"data":{"__typename":"Query"}}')
    await other.goto(`${gateway.origin}/health`)
    await other.goBack()
    await other.waitForSelector('.graphiql-query-editor .view-line')
    await other.close()
  })

  test('does not stand within a page of another site', async () => {
    const other = await page.context().newPage()
    const refused: string[] = []
    other.on('console', (message) => refused.push(message.text()))
    await other.route('**/wiki', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<!doctype html><iframe src="${gateway.url}"></iframe>` }),
    )
    await other.goto(`${gateway.origin}/wiki`)
    await expect.poll(() => refused.join()).toMatch(/frame-ancestors 'none'/)
    expect(await other.frames()[1]?.locator('.graphiql-container').count()).toBe(0)
    await other.close()
  })
})

import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getOperationAST } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { ConfigError, createGateway, type Gateway, readConfig } from '../src/index.ts'
import { processInstance, userTask } from './support/rows.ts'
import { expectNoViolations, startUpstream, type UpstreamOptions } from './support/upstream.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function upstreamWith(options?: UpstreamOptions) {
  const upstream = await startUpstream(options)
  closing.push(() => upstream.close())
  return upstream
}

function gatewayFor(...args: Parameters<typeof createGateway>): Gateway {
  const gateway = createGateway(...args)
  closing.push(() => gateway.close())
  return gateway
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const question = (query: string) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query }),
})

describe('a gateway in a server of one’s own', () => {
  test('answers beside the server’s other paths', async () => {
    const upstream = await upstreamWith({ rows: { userTasks: [userTask({ name: 'Approve' })] } })
    const gateway = gatewayFor({ CAMUNDA_REST_ADDRESS: upstream.url })
    const origin = await serve((request, response) => {
      if (request.url === '/about') response.end('mine')
      else gateway.handle(request, response)
    })
    expect(await (await fetch(`${origin}/about`)).text()).toBe('mine')
    const answer = await fetch(`${origin}/graphql`, question('{ userTasks { nodes { name } } }'))
    expect(await answer.json()).toEqual({ data: { userTasks: { nodes: [{ name: 'Approve' }] } } })
    expect((await fetch(`${origin}/else`)).status).toBe(404)
    expectNoViolations(upstream)
  })

  test('answers without a server', async () => {
    const upstream = await upstreamWith({ rows: { processInstances: [processInstance()] } })
    const gateway = gatewayFor({ CAMUNDA_REST_ADDRESS: upstream.url })
    const answer = await gateway.fetch(
      new Request('http://gateway/graphql', question('{ processInstances { totalCount } }')),
    )
    expect(await answer.json()).toEqual({ data: { processInstances: { totalCount: 1 } } })
  })

  test('takes plugins that see, change and refuse', async () => {
    const upstream = await upstreamWith({ rows: { userTasks: [userTask()] } })
    const seen: string[] = []
    const plugin: Plugin = {
      onRequest({ request, url, endResponse, fetchAPI }) {
        if (url.pathname === '/graphql' && request.headers.get('x-key') !== 'mine') {
          endResponse(new fetchAPI.Response('Who are you?', { status: 401 }))
        }
      },
      onExecute({ args }) {
        seen.push(getOperationAST(args.document)?.name?.value ?? 'nameless')
        return {
          onExecuteDone({ result, setResult }) {
            if (Symbol.asyncIterator in result) return
            setResult({ ...result, extensions: { by: 'me' } })
          },
        }
      },
      onResponse({ response }) {
        response.headers.set('x-served-by', 'me')
      },
    }
    const gateway = gatewayFor({ CAMUNDA_REST_ADDRESS: upstream.url }, { plugins: [plugin] })
    const origin = await serve(gateway.handle)
    const asked = question('query Mine { userTasks { totalCount } }')

    const refused = await fetch(`${origin}/graphql`, asked)
    expect([refused.status, await refused.text()]).toEqual([401, 'Who are you?'])
    expect([seen, upstream.calls]).toEqual([[], []])

    const answer = await fetch(`${origin}/graphql`, { ...asked, headers: { ...asked.headers, 'x-key': 'mine' } })
    expect(answer.headers.get('x-served-by')).toBe('me')
    expect(await answer.json()).toEqual({ data: { userTasks: { totalCount: 1 } }, extensions: { by: 'me' } })
    expect(seen).toEqual(['Mine'])
    // Its own probes stay as they are.
    expect((await fetch(`${origin}/health`)).status).toBe(200)
  })

  test('calls the hooks of plugins that a plugin brings with it', async () => {
    const upstream = await upstreamWith()
    const brought: Plugin = {
      onResponse({ response }) {
        response.headers.set('x-served-by', 'me')
      },
    }
    const plugin: Plugin = {
      onPluginInit({ addPlugin }) {
        addPlugin(brought as never)
      },
    }
    const gateway = gatewayFor({ CAMUNDA_REST_ADDRESS: upstream.url }, { plugins: [plugin] })
    const origin = await serve(gateway.handle)
    const answer = await fetch(`${origin}/graphql`, question('{ __typename }'))
    expect(answer.headers.get('x-served-by')).toBe('me')
  })

  test('shows nothing of what a plugin does wrong, but logs it', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    closing.push(async () => log.mockRestore())
    const upstream = await upstreamWith()
    const plugin: Plugin = {
      onValidate() {
        throw new Error('secret of a plugin')
      },
    }
    const gateway = gatewayFor({ CAMUNDA_REST_ADDRESS: upstream.url }, { plugins: [plugin] })
    const answer = await gateway.fetch(new Request('http://gateway/graphql', question('{ __typename }')))
    const text = await answer.text()
    expect(JSON.parse(text).errors).toHaveLength(1)
    expect(text).not.toContain('secret')
    expect(text).not.toContain('stack')
    expect(String(log.mock.calls[0]?.[0])).toContain('secret of a plugin')
  })

  test('says so when it is about to leave, and answers on', async () => {
    const upstream = await upstreamWith()
    const gateway = gatewayFor({ CAMUNDA_REST_ADDRESS: upstream.url })
    const origin = await serve(gateway.handle)
    expect((await fetch(`${origin}/ready`)).status).toBe(200)
    gateway.drain()
    const ready = await fetch(`${origin}/ready`)
    expect([ready.status, await ready.json()]).toEqual([503, { ready: false, reason: 'The gateway is shutting down.' }])
    expect((await fetch(`${origin}/health`)).status).toBe(200)
    const answer = await fetch(`${origin}/graphql`, question('{ userTasks { totalCount } }'))
    expect(await answer.json()).toEqual({ data: { userTasks: { totalCount: 0 } } })
  })

  test('is one of several, each with its own cluster', async () => {
    const [one, other] = [
      await upstreamWith({ version: '8.8', rows: { userTasks: [userTask()] } }),
      await upstreamWith({ version: '8.10' }),
    ]
    const gateways = [one, other].map((upstream) => gatewayFor({ CAMUNDA_REST_ADDRESS: upstream.url }))
    const answers = await Promise.all(
      gateways.map(async (gateway) => [
        await (await gateway.fetch(new Request('http://gateway/ready'))).json(),
        await (
          await gateway.fetch(new Request('http://gateway/graphql', question('{ userTasks { totalCount } }')))
        ).json(),
      ]),
    )
    expect(answers).toEqual([
      [{ ready: true, version: '8.8' }, { data: { userTasks: { totalCount: 1 } } }],
      [{ ready: true, version: '8.10' }, { data: { userTasks: { totalCount: 0 } } }],
    ])
    expectNoViolations(one)
    expectNoViolations(other)
  })

  test('is closed once what is in flight has ended', async () => {
    let answer = () => {}
    const upstream = await upstreamWith({
      answers: {
        searchUserTasks: () =>
          new Promise((resolve) => {
            answer = () => resolve(undefined)
          }),
      },
    })
    const gateway = createGateway({ CAMUNDA_REST_ADDRESS: upstream.url })
    const asked = gateway.fetch(new Request('http://gateway/graphql', question('{ userTasks { totalCount } }')))
    await expect.poll(() => upstream.operations()).toEqual(['searchUserTasks'])
    let closed = false
    const close = gateway.close().then(() => {
      closed = true
    })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(closed).toBe(false)
    answer()
    expect(await (await asked).json()).toEqual({ data: { userTasks: { totalCount: 0 } } })
    await close
  })

  test('is not made with settings that are wrong', () => {
    expect(() => createGateway({ CAMUNDA_REST_ADDRESS: 'camunda' })).toThrow(ConfigError)
    expect(() => createGateway({ CAMUNDA_REST_ADRESS: 'http://camunda' })).toThrow('CAMUNDA_REST_ADRESS is no setting.')
    const gateway = gatewayFor(readConfig({ CAMUNDA_REST_ADDRESS: 'http://camunda:8080' }))
    expect(gateway.handle).toBeTypeOf('function')
  })
})

import { hash } from 'node:crypto'
import type { GraphiQLOptions } from 'graphql-yoga'
import { StaticFile } from '../../answers/static-file.ts'
import { addressOfFile } from '../../request/page.ts'
import { examples } from './graphiql-examples.ts'

const options: GraphiQLOptions = {
  title: 'Camunda GraphQL Gateway',
  defaultTabs: examples,
  // Subscriptions too, which would be asked by GET: addresses are bounded in length, and stand in logs.
  method: 'POST',
}

// GraphiQL 5 moves a tab away under the pointer that presses it, so that the first click on each goes nowhere.
const STYLE = '<style>.graphiql-tab { transform: none !important }</style>'

/** GraphiQL's page, and its files by their names, which change with what is in them. */
export interface GraphiQL {
  page: StaticFile
  files: ReadonlyMap<string, StaticFile>
}

/** Caches may keep a file forever: another one has another name. */
const FOREVER = { 'cache-control': 'public, max-age=31536000, immutable' }

/**
 * Takes the page apart that a package makes: its nine megabytes of scripts, styles and an icon become files, and a page
 * that is loaded anew each time is left. The package is loaded with the first request for it.
 */
export async function readGraphiQL(): Promise<GraphiQL> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const html = renderGraphiQL(options)
  const icon = between(html, '<link rel="icon" href="data:image/x-icon;base64,', '" />')
  const style = between(html, '<style>', '</style>', icon.end)
  // Its text mentions other script elements.
  const all = between(html, '<script>', '</script>', style.end, html.lastIndexOf('</script>'))
  const call = all.inner.lastIndexOf(CALL)
  if (call < 0) throw unknownPage(CALL)
  const files = {
    icon: file('icon', 'ico', 'image/x-icon', Buffer.from(icon.inner, 'base64')),
    style: file('style', 'css', 'text/css; charset=utf-8', Buffer.from(style.inner)),
    script: file('script', 'js', 'text/javascript; charset=utf-8', Buffer.from(all.inner.slice(0, call))),
  }
  const loader = loaderOf(files.script, all.inner.slice(call))
  const page = [
    html.slice(0, icon.start),
    `<link rel="icon" href="${addressOfFile(files.icon.name)}" />`,
    html.slice(icon.end, style.start),
    `<link rel="stylesheet" href="${addressOfFile(files.style.name)}" integrity="${integrityOf(files.style)}" />${STYLE}`,
    html.slice(style.end, all.start),
    `<script>${loader}</script>`,
    html.slice(all.end),
  ].join('')
  return {
    page: new StaticFile('page', Buffer.from(page), {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentPolicy(loader),
      // For browsers without `frame-ancestors`: clickjacking within another site's page could run a command.
      'x-frame-options': 'DENY',
    }),
    files: new Map(Object.values(files).map((one) => [one.name, one])),
  }
}

/** The call that shows the editor, after its script. */
const CALL = 'YogaGraphiQL.renderYogaGraphiQL('

/** What stands between two marks, and where these begin and end. */
function between(html: string, opening: string, closing: string, from = 0, closingAt?: number) {
  const start = html.indexOf(opening, from)
  const to = closingAt ?? html.indexOf(closing, start)
  if (start < 0 || to < start) throw unknownPage(opening)
  return { inner: html.slice(start + opening.length, to), start, end: to + closing.length }
}

const unknownPage = (missing: string) =>
  new Error(`The page of @graphql-yoga/render-graphiql is another one: it has no ${missing}`)

function file(what: string, extension: string, type: string, bytes: Buffer): StaticFile {
  const name = `${what}-${hash('sha256', bytes, 'base64url').slice(0, 22)}.${extension}`
  return new StaticFile(name, bytes, { 'content-type': type, ...FOREVER })
}

const integrityOf = ({ bytes }: StaticFile) => `sha256-${hash('sha256', bytes, 'base64')}`

/** The page's own script, which loads the other one: the policy trusts what it loads. */
function loaderOf(script: StaticFile, call: string): string {
  const [address, integrity] = [addressOfFile(script.name), integrityOf(script)].map((text) => JSON.stringify(text))
  return `
        const script = document.createElement('script')
        script.src = ${address}
        script.integrity = ${integrity}
        script.onload = () => {
          ${call.trim()}
        }
        script.onerror = () => {
          document.querySelector('#root').textContent = 'GraphiQL could not be loaded. Load the page again.'
        }
        document.head.append(script)
      `
}

/**
 * A Content-Security-Policy that runs only the page's own script, by its hash, and what that loads, and allows requests
 * only to the gateway.
 */
function contentPolicy(script: string): string {
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash('sha256', script, 'base64')}' 'strict-dynamic'`,
    // The editor creates styles at run time.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    'font-src data:',
    'worker-src blob:',
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** Whether there is a Chromium to try pages in. */
export const HAS_CHROMIUM = existsSync(CHROMIUM)

/** What a test says that is skipped without one. */
export const NO_CHROMIUM = `no Chromium at ${CHROMIUM}. Install one, or set CHROMIUM_PATH.`

/** A Chromium of the test's own. Disposing of it ends it. */
export interface Browser extends AsyncDisposable {
  context: BrowserContext
  close(): Promise<void>
}

/**
 * Starts a Chromium in which no name leads anywhere, so that what works in it works without the internet.
 * @param rules names that do lead somewhere, such as `MAP other.example 127.0.0.1`
 */
export async function startBrowser(...rules: string[]): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'gateway-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    viewport: { width: 1400, height: 1200 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--host-resolver-rules=${[...rules, 'MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1'].join(', ')}`,
    ],
  })
  const close = async () => {
    await context.close()
    rmSync(profile, { recursive: true, force: true })
  }
  return { context, close, [Symbol.asyncDispose]: close }
}

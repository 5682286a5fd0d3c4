import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { ROOT, run } from '../../support/command.ts'
import { findToolchain } from './toolchain.ts'

afterEach(() => vi.unstubAllEnvs())

describe('what is missing', () => {
  test('is all named at once', () => {
    for (const variable of ['PATH', 'MAVEN_HOME', 'M2_HOME']) vi.stubEnv(variable, '')
    expect(() => findToolchain(999)).toThrow(
      'no JDK 999 or later was found: install one, or name it in JAVA_HOME; ' +
        'no Maven was found: install it, or name it in MAVEN_HOME',
    )
  })

  test('is said once, and skips the tests that need it', async () => {
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
    const args = ['run', '--config', 'vitest.real.config.ts', 'test/real/engines/camunda-7.test.ts']
    await using command = run(vitest, args, { env: { PATH: '', NO_COLOR: '1' } })
    expect(await command.exited).toBe(0)
    const said = `${command.out}${command.err}`.match(/^Tests against .*$/gm)
    expect(said).toEqual([expect.stringMatching(/^Tests against camunda-7 are skipped: .*no Maven was found: .*\.$/)])
    expect(command.out).toMatch(/Tests {2}\d+ skipped/)
    expect(command.out).not.toMatch(/passed|failed/)
  })
})

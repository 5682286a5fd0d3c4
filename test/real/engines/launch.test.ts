import { readdirSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { ROOT, run } from '../../support/command.ts'
import { describeEngine } from '../support/engine.ts'
import { CACHE, isAlive } from './data.ts'
import { launch } from './launch.ts'

/** The folders of the data of running engines, by the id of their process. */
const dataOf = (pid: number) => readdirSync(CACHE).filter((name) => name.startsWith(`run-${pid}-`))

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  )

/** Whatever a test has found out, nothing of its engine is left after it. */
const endAfterwards = (pid: number) =>
  onTestFinished(() => {
    if (isAlive(-pid)) process.kill(-pid, 'SIGKILL')
  })

describeEngine('camunda-7-open', 'ends', () => {
  test('when it is told to, with its data', async () => {
    const engine = await launch('camunda-7-open')
    const { restAddress, pid } = engine.address
    endAfterwards(pid)
    expect([await answers(restAddress), dataOf(pid).length]).toEqual([true, 1])
    await engine.stop()
    expect([await answers(restAddress), dataOf(pid).length, isAlive(-pid)]).toEqual([false, 0, false])
  }, 120_000)

  test('when the process that launched it is killed', async () => {
    const script = `import { launch } from '${ROOT}test/real/engines/launch.ts'
      console.log(JSON.stringify((await launch('camunda-7-open')).address))`
    await using launcher = run('--input-type=module-typescript', ['--eval', script], {
      env: { JAVA_HOME: process.env.JAVA_HOME ?? '' },
    })
    const { restAddress, pid } = JSON.parse(await launcher.printed(/^{.*}$/m, 120_000))
    endAfterwards(pid)
    expect(await answers(restAddress)).toBe(true)
    launcher.kill('SIGKILL')
    await expect.poll(() => isAlive(-pid), { timeout: 30_000, interval: 50 }).toBe(false)
    expect([await answers(restAddress), dataOf(pid).length]).toEqual([false, 0])
  }, 180_000)

  test('when its own program is killed, as soon as it is stopped', async () => {
    const engine = await launch('camunda-7-open')
    const { restAddress, pid } = engine.address
    endAfterwards(pid)
    process.kill(pid, 'SIGKILL')
    await engine.stop()
    // The group has been sent a signal that cannot be refused, but takes a moment to go.
    await expect.poll(() => isAlive(-pid), { timeout: 10_000, interval: 50 }).toBe(false)
    expect([await answers(restAddress), dataOf(pid).length]).toEqual([false, 0])
  }, 120_000)
})

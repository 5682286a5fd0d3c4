import { parseArgs } from 'node:util'
import { build } from './build.ts'
import { ENGINES } from './engines.ts'
import { freePorts } from './ports.ts'
import { isUp, QUICK_START } from './processes.ts'
import { serve } from './serve.ts'
import { findToolchain } from './toolchain.ts'

/**
 * A real Camunda 7: `node test/real/engines/camunda-7.ts [--open]` prints this as JSON and stays until Ctrl-C.
 *
 * There are two users, whose passwords are their ids: `demo` may do everything, `mary` of the group `sales` nothing but
 * what the engine gives to candidates of tasks. With `--open` nobody is asked for a login, and everybody may do all.
 */
export interface Camunda7 {
  /** `http://127.0.0.1:PORT/engine-rest`: the engine `default`. */
  readonly restAddress: string
  /** The REST address of each engine by its name. */
  readonly engines: { readonly default: string; readonly second: string }
  readonly pid: number
}

const { values } = parseArgs({ options: { open: { type: 'boolean', default: false } } })

await serve(async (processes, fail): Promise<Camunda7> => {
  const toolchain = findToolchain(ENGINES['camunda-7'].java)
  const folder = await build('camunda-7', toolchain, processes)
  const { http } = await freePorts('http')
  const restAddress = `http://127.0.0.1:${http}/engine-rest`
  await processes.start(
    'camunda-7',
    [
      toolchain.java,
      ...[...QUICK_START, '-Xmx512m'],
      // Dates come in the zone of the server, and few servers are in UTC.
      '-Duser.timezone=Asia/Kolkata',
      ...['-cp', `${folder}/classes:${folder}/lib/*`, 'gateway.camunda7.Server'],
      ...[`--server.port=${http}`, `--authorization=${!values.open}`],
    ],
    {
      timeout: 120_000,
      onEnd: fail,
      // This needs no login.
      isReady: () => isUp(`${restAddress}/engine`),
    },
  )
  return {
    restAddress,
    engines: { default: `${restAddress}/engine/default`, second: `${restAddress}/engine/second` },
    pid: process.pid,
  }
})

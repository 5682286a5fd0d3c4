import { serve } from '../../../attacks/actor.ts'
import { instance } from '../../support/camunda-7/rows.ts'
import { startCamunda7 } from '../../support/camunda-7/server.ts'
import { instanceRow } from '../../support/operate/rows.ts'
import { startOperate } from '../../support/operate/server.ts'

const engines: Array<{ readonly violations: string[] }> = []

/** Older generations, each with so many instances, whose names the gateway itself holds against patterns. */
const api = {
  async start({
    kind,
    count,
    name,
  }: {
    kind: 'camunda-7' | 'operate-v1'
    count: number
    name: string
  }): Promise<string> {
    const engine = await (kind === 'camunda-7' ? startSeven(count, name) : startOperateAlone(count, name))
    engines.push(engine)
    return engine.url
  },

  /** What they were asked, or answered, that the real ones do not know. */
  violations: (): string[] => engines.flatMap(({ violations }) => violations.splice(0)),
}
export type Older = typeof api
serve(api)

function startSeven(count: number, name: string) {
  const rows = Array.from({ length: count }, (_, index) => instance(index, { processDefinitionName: name }))
  return startCamunda7({ '/history/process-instance': rows })
}

function startOperateAlone(count: number, name: string) {
  const rows = Array.from({ length: count }, (_, index) => instanceRow(index + 1, { bpmnProcessId: name }))
  return startOperate({ rows: { 'process-instances': rows } })
}

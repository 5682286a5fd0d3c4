import { instance } from '../../support/camunda-7/rows.ts'
import { startCamunda7 } from '../../support/camunda-7/server.ts'
import { instanceRow } from '../../support/operate/rows.ts'
import { startOperate } from '../../support/operate/server.ts'
import { serve } from './actor.ts'

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
    if (kind === 'camunda-7') {
      const rows = Array.from({ length: count }, (_, index) => instance(index, { processDefinitionName: name }))
      return (await startCamunda7({ '/history/process-instance': rows })).url
    }
    const rows = Array.from({ length: count }, (_, index) => instanceRow(index + 1, { bpmnProcessId: name }))
    return (await startOperate({ rows: { 'process-instances': rows } })).url
  },
}
export type Older = typeof api
serve(api)

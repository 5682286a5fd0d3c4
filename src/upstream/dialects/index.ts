import type { Api } from '../api/api.ts'
import { camunda7 } from './camunda-7/dialect.ts'
import { camunda86 } from './camunda-8.6/camunda-8.6.ts'
import type { Dialect } from './dialect.ts'
import { operateV1 } from './operate-v1/operate-v1.ts'
import { v2 } from './v2.ts'

/** The dialect of each API. */
export const dialects: Readonly<Record<Api, Dialect>> = {
  v2,
  '8.6': camunda86,
  'operate-v1': operateV1,
  'camunda-7': camunda7,
}

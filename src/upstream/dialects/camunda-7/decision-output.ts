import { at, type Engine } from './engine.ts'
import { isObject, type Raw } from './objects.ts'
import { toJsonText } from './typed-values.ts'

/** What a decision answers. */
interface Shape {
  /** Whether several rules may match: then it answers a list. */
  isList: boolean
  /** Whether each result is one value, and no object with several. */
  isSingle: boolean
}

/** What may stand in a model and is none of its elements. */
const NO_ELEMENTS = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/g

/** The start of an element, whatever its prefix, with its attributes. */
const STARTS = /<(?:[\w.-]+:)?([\w.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/?>/g

/** What a decision answers, as its model says: that never changes, and is kept. */
export async function shapeOf(engine: Engine, id: string, key: string): Promise<Shape> {
  const { cache, identity } = engine.wire
  const name = `output of decision\n${id}`
  const kept = cache.get(identity, name)
  if (isObject(kept)) return { isList: kept.isList === true, isSingle: kept.isSingle === true }
  const { dmnXml } = await engine.object(at('/decision-definition', id, '/xml'))
  const shape = decisionShape(String(dmnXml), key)
  cache.set(identity, name, shape)
  return shape
}

/** What the model says of the answers of a decision. One without a table is an expression, which has one value. */
function decisionShape(xml: string, key: string): Shape {
  let isInside = false
  let isList = false
  let outputs = 0
  for (const [, element, attributes = ''] of xml.replaceAll(NO_ELEMENTS, '').matchAll(STARTS)) {
    const attribute = (name: string) => attributesIn(attributes).get(name)
    if (element === 'decision') isInside = attribute('id') === key
    if (!isInside) continue
    if (element === 'output') outputs++
    if (element === 'decisionTable') {
      const hitPolicy = attribute('hitPolicy') ?? 'UNIQUE'
      isList = hitPolicy.endsWith(' ORDER') || (hitPolicy === 'COLLECT' && !attribute('aggregation'))
    }
  }
  return { isList, isSingle: outputs < 2 }
}

const attributesIn = (text: string) =>
  new Map(
    Array.from(
      text.matchAll(/([\w:.-]+)\s*=\s*(["'])(.*?)\2/gs),
      ([, name = '', , value = '']) => [name, value] as const,
    ),
  )

/**
 * What a decision came to, as JSON text. The engine answers a list of the rules that matched, each with its outputs by
 * name; the contract has the value alone where there can be but one.
 */
export function outputText({ isList, isSingle }: Shape, results: readonly Raw[]): string {
  const texts = results.map((result) => {
    const outputs = Object.entries(result).map(([name, value]) => [name, toJsonText(isObject(value) ? value : {})])
    if (isSingle) return outputs[0]?.[1] ?? 'null'
    return `{${outputs.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`
  })
  return isList ? `[${texts.join(',')}]` : (texts[0] ?? 'null')
}

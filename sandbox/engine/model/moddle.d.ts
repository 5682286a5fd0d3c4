declare module 'bpmn-moddle' {
  /** What moddle makes of an XML element: properties by local name, references resolved. */
  export interface ModdleElement {
    readonly $type: string
    readonly [property: string]: unknown
  }

  export class BpmnModdle {
    constructor(packages?: Record<string, unknown>)
    fromXML(xml: string): Promise<{ rootElement: ModdleElement; warnings: { message: string }[] }>
  }
}

declare module 'bpmn-moddle' {
  /** What moddle makes of an XML element: properties by local name, references resolved. */
  export interface ModdleElement {
    readonly $type: string
    readonly [property: string]: unknown
  }

  /** What moddle did not understand; of a reference to nothing, the property that holds it. */
  export interface ModdleWarning {
    readonly message: string
    readonly element?: ModdleElement
    readonly property?: string
  }

  export class BpmnModdle {
    constructor(packages?: Record<string, unknown>)
    fromXML(xml: string): Promise<{ rootElement: ModdleElement; warnings: ModdleWarning[] }>
  }
}

import { contract } from '../contract/contract.ts'
import { validateResponse } from '../contract/validate.ts'

/** What the sandbox answered. */
export interface Answer {
  readonly status: number
  /** Parsed JSON; the text itself when it is none; undefined when there is none. */
  readonly body: ReturnType<typeof JSON.parse>
  readonly text: string
}

/** A bare REST client for tests. It holds every answer against the contract of 8.9 and throws when one does not fit. */
export function restClient(url: string) {
  const send = async (
    method: string,
    path: string,
    body?: FormData | string | object,
    signal?: AbortSignal,
  ): Promise<Answer> => {
    const isForm = body instanceof FormData
    const response = await fetch(`${url}/v2${path}`, {
      method,
      ...(body === undefined ? {} : { body: isForm || typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(body === undefined || isForm ? {} : { headers: { 'content-type': 'application/json' } }),
      ...(signal ? { signal } : {}),
    })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    const answer = { status: response.status, text, body: text === '' ? undefined : isJson ? JSON.parse(text) : text }
    const operation = contract('8.9').match(method, path)
    if (operation) {
      const complaints = validateResponse('8.9', operation.operationId, answer.status, answer.body).filter(
        // The engine's rejections are 409 also where the document does not say so; 501 is the sandbox's own.
        (complaint) => !/^answer (409|501) .* is not a status of this operation$/.test(complaint),
      )
      if (complaints.length > 0) throw new Error(`${method} ${path} broke the contract: ${complaints.join('; ')}`)
    }
    return answer
  }
  return {
    send,
    get: (path: string) => send('GET', path),
    post: (path: string, body?: object | string, signal?: AbortSignal) => send('POST', path, body, signal),
    put: (path: string, body?: object | string) => send('PUT', path, body),
    patch: (path: string, body: object) => send('PATCH', path, body),
    delete: (path: string) => send('DELETE', path),
    /** Deploys files by name. */
    deploy: (files: Readonly<Record<string, string>>) => {
      const form = new FormData()
      for (const [name, content] of Object.entries(files)) form.append('resources', new Blob([content]), name)
      return send('POST', '/deployments', form)
    },
  }
}

/** A BPMN document with one process. */
export function bpmn(processId: string, elements: string, more = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="definitions" targetNamespace="http://bpmn.io/schema/bpmn">
  <bpmn:process id="${processId}" isExecutable="true">${elements}</bpmn:process>${more}
</bpmn:definitions>`
}

/** A sequence flow, named after its ends. */
export function flow(source: string, target: string, condition?: string): string {
  const open = `<bpmn:sequenceFlow id="${source}-${target}" sourceRef="${source}" targetRef="${target}"`
  if (!condition) return `${open} />`
  return `${open}><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${condition}</bpmn:conditionExpression></bpmn:sequenceFlow>`
}

/** Any element with extension elements and further content. */
export function element(type: string, id: string, extensions = '', content = '', attributes = ''): string {
  const extension = extensions && `<bpmn:extensionElements>${extensions}</bpmn:extensionElements>`
  return `<bpmn:${type} id="${id}" ${attributes}>${extension}${content}</bpmn:${type}>`
}

/** A service task with a job type. */
export function service(id: string, type = id): string {
  return element('serviceTask', id, `<zeebe:taskDefinition type="${type}" />`)
}

/** A Camunda user task. */
export function user(id: string, more = ''): string {
  return element('userTask', id, `<zeebe:userTask />${more}`)
}

import { Multipart } from './call.ts'

/** One part of a multipart body: a file under its own name, or JSON. */
export type Part = { name: string; file: File } | { name: string; json: object }

/** Encodes a multipart body. Files need not be Node's own: they are copied. */
export async function multipart(parts: readonly Part[]): Promise<Multipart> {
  const form = new FormData()
  for (const part of parts) {
    if ('file' in part) {
      const { file } = part
      form.append(part.name, new Blob([await file.arrayBuffer()], { type: file.type }), file.name)
    } else form.append(part.name, new Blob([JSON.stringify(part.json)], { type: 'application/json' }))
  }
  return encoded(form)
}

/** The bytes of a form. */
export async function encoded(form: FormData): Promise<Multipart> {
  const answer = new Response(form)
  return new Multipart(answer.headers.get('content-type') ?? '', Buffer.from(await answer.arrayBuffer()))
}

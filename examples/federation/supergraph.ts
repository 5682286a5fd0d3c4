import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'

/** A subgraph's name in the supergraph, and its address. */
export interface Subgraph {
  name: string
  url: string
}

/** Asks subgraphs for their SDL and composes a supergraph of them. Throws an error that says what does not fit. */
export async function composeSubgraphs(subgraphs: readonly Subgraph[]): Promise<string> {
  return compose(await Promise.all(subgraphs.map(async ({ name, url }) => ({ name, url, sdl: await readSdl(url) }))))
}

/** The same where the SDL is at hand. */
export function compose(subgraphs: ReadonlyArray<Subgraph & { sdl: string }>): string {
  const { errors, supergraphSdl } = composeServices(
    subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
  )
  if (supergraphSdl) return supergraphSdl
  throw new Error(`The subgraphs do not compose:\n${errors?.map(({ message }) => message).join('\n')}`)
}

/** The SDL of a subgraph that is running. */
export async function readSdl(url: string): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ _service { sdl } }' }),
  })
  const { data, errors } = await response.json()
  if (data?._service) return data._service.sdl
  throw new Error(`${url} is no subgraph: ${JSON.stringify(errors)}`)
}

import { get } from 'node:http'
import { get as getByTls } from 'node:https'

/**
 * Whether the gateway in this container lives: asks its `/health` and exits with 0 or 1. For containers, whose images have
 * no curl. Reads the same variables as the gateway; with GATEWAY_METRICS_PORT it asks there, where nothing but plain HTTP
 * is needed, also of gateways that let in nobody without a certificate.
 */
const { HOST, PORT, GATEWAY_METRICS_PORT, GATEWAY_TLS_CERT_PATH } = process.env
const listensOnAll = !HOST || HOST === '0.0.0.0' || HOST === '::'
const host = listensOnAll ? '127.0.0.1' : HOST
const address = `//${host.includes(':') ? `[${host}]` : host}:${GATEWAY_METRICS_PORT || PORT || '4000'}/health`
const isSecure = !GATEWAY_METRICS_PORT && Boolean(GATEWAY_TLS_CERT_PATH)

const asked = isSecure
  ? // Its certificate is for the name that clients know it by, not for this address.
    getByTls(`https:${address}`, { rejectUnauthorized: false })
  : get(`http:${address}`)
asked.setTimeout(3_000, () => asked.destroy(new Error('no answer in time')))
asked.once('response', ({ statusCode }) => {
  if (statusCode !== 200) console.error(`The gateway answered ${statusCode}.`)
  process.exit(statusCode === 200 ? 0 : 1)
})
asked.once('error', (error) => {
  console.error(`The gateway does not answer: ${error.message}`)
  process.exit(1)
})

import type { RestAddress } from '../config/camunda-addresses.ts'
import type { ClusterConfig } from '../config/cluster-config.ts'
import { ADMINISTRATION } from '../upstream/api/api.ts'
import { basic } from '../upstream/auth/basic.ts'
import { forward } from '../upstream/auth/forward.ts'
import { login } from '../upstream/auth/login.ts'
import { none } from '../upstream/auth/none.ts'
import { oauth } from '../upstream/auth/oauth.ts'
import type { Credentials } from '../upstream/wire/credentials.ts'

type Closing = Credentials & { close?(): Promise<void> }

/** The credentials for each address. */
interface CredentialsByAddress {
  /** For the REST API's own address. */
  first: Credentials
  /** For further addresses, by their names. */
  further: Readonly<Record<string, Credentials>>
  close(): Promise<void>
}

/** The credentials from the settings; addresses with equal ones share one object. */
export function credentialsOf(config: ClusterConfig): CredentialsByAddress {
  const known = new Map<string, Closing>()
  const shared = (name: string, make: () => Closing) => {
    const made = known.get(name) ?? make()
    known.set(name, made)
    return made
  }
  const further = Object.entries(config.furtherAddresses)
  const first = credentialsFor(config, config.restAddress, undefined, shared)
  return {
    first,
    further: Object.fromEntries(further.map(([name, address]) => [name, credentialsAt(config, name, address, shared)])),
    async close() {
      await Promise.all([...known.values()].map((credentials) => credentials.close?.()))
    },
  }
}

/**
 * A further address may take credentials of another user. Those for the cluster's administrator are kept apart in any case:
 * a user whom that address refuses is still good at the other.
 */
function credentialsAt(
  config: ClusterConfig,
  at: string,
  address: ClusterConfig['furtherAddresses'][string],
  shared: (name: string, make: () => Closing) => Closing,
): Credentials {
  const { user, audience } = address
  if (user) return basic(user.username, user.password)
  const apart: typeof shared = at === ADMINISTRATION ? (name, make) => shared(`${at} ${name}`, make) : shared
  return credentialsFor(config, address, audience, apart)
}

function credentialsFor(
  { auth, api, furtherAddresses, outgoing }: ClusterConfig,
  { origin, basePath }: RestAddress,
  audience: string | undefined,
  shared: (name: string, make: () => Closing) => Closing,
): Credentials {
  switch (auth.strategy) {
    case 'NONE':
      return none()
    case 'FORWARD':
      return shared('', forward)
    case 'BASIC':
      return shared('', () => basic(auth.username, auth.password))
    case 'OAUTH': {
      const asked = audience ?? auth.audience
      return shared(asked ?? '', () => oauth({ ...auth, audience: asked, outgoing }))
    }
    case 'COOKIE': {
      // Operate and Tasklist have the login: a broker in a process of its own has no login and needs none.
      const isOpen = api === '8.6' && basePath.endsWith('/v2') && !hasWebApps(origin, furtherAddresses)
      if (!auth.url && isOpen) return { ...none(), ownRights: true, identify: () => 'gateway' }
      const url = auth.url ?? `${origin}${basePath.slice(0, basePath.lastIndexOf('/v'))}/api/login`
      return shared(url, () => login({ ...auth, url, outgoing }))
    }
  }
}

const hasWebApps = (origin: string, further: ClusterConfig['furtherAddresses']) =>
  Object.values(further).some((address) => address.origin === origin)

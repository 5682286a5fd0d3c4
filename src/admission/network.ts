import { isIPv6 } from 'node:net'

/**
 * The network that an address is counted as: an IPv4 address itself, or the first 64 bits of an IPv6 address, because
 * its owner can choose the rest.
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const plain = address.slice(0, 7).toLowerCase() === '::ffff:' ? address.slice(7) : address
  return isIPv6(plain) ? firstHalf(plain) : plain
}

function firstHalf(address: string): string {
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  const parts = tail === undefined ? left : [...left, ...zeros, ...right]
  return `${parts.slice(0, 4).map(withoutZeros).join(':')}::/64`
}

const withoutZeros = (part: string) => Number.parseInt(part, 16).toString(16)

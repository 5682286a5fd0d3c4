import { MINUTE } from './durations.ts'
import type { Random } from './random.ts'

/** What one process instance of the company begins with. */
export interface Start {
  readonly processId: string
  /** JSON text: numbers keep theirs. */
  readonly variables: string
  readonly businessId: string
  readonly tags: readonly string[]
}

const CUSTOMERS = [
  { name: 'Marta Kowalska', city: 'Gdańsk' },
  { name: 'Zoë Çelik', city: 'İzmir' },
  { name: '山田 太郎', city: '東京' },
  { name: 'Lars Øgård', city: 'Tromsø' },
  { name: 'Ana Lúcia Prado', city: 'São Paulo' },
  { name: 'Omar Haddad', city: 'Rabat' },
  { name: 'Grace Okafor', city: 'Lagos' },
] as const

const ARTICLES = [
  { article: 'KB-104', name: 'Mechanical keyboard', price: '89.90' },
  { article: 'MS-220', name: 'Trackball', price: '54.00' },
  { article: 'DK-031', name: 'Standing desk', price: '649.00' },
  { article: 'LP-077', name: 'Desk lamp 💡', price: '39.50' },
] as const

const CREDITORS = ['Nordlicht Energie', 'Müller & Söhne', 'Papier Union', 'Café Central', 'Hosting42'] as const

const CHANNELS = ['web', 'shop', 'phone'] as const

/** An order. Every tenth comes with a long note, which searches show cut. */
export function order(random: Random, number: number): Start {
  const orderId = `ORD-${10_000 + number}`
  const customer = random.pick(CUSTOMERS)
  const items = Array.from({ length: random.between(1, 3) }, () => {
    const { article, name, price } = random.pick(ARTICLES)
    return `{"article":"${article}","name":"${name}","quantity":${random.between(1, 4)},"price":${price}}`
  })
  const channel = random.pick(CHANNELS)
  const note = number % 10 === 0 ? 'Please deliver to the back door, and ring twice. '.repeat(220) : 'none'
  return {
    processId: 'order',
    businessId: orderId,
    tags: [`channel:${channel}`, ...(random.chance(0.2) ? ['express'] : [])],
    variables: `{
      "orderId": "${orderId}",
      "customer": {"name": "${customer.name}", "city": "${customer.city}", "id": ${9007199254740993n + BigInt(number)}},
      "items": [${items.join(',')}],
      "total": ${random.between(20, 1800)}.${random.between(10, 99)},
      "discount": ${number % 4 === 0 ? '1.0' : '0.85'},
      "express": ${random.chance(0.2)},
      "replacement": null,
      "note": ${JSON.stringify(note)}
    }`,
  }
}

/** An invoice. A few have no amount, or a negative one, and stop at the first gateway. */
export function invoice(random: Random, number: number): Start {
  const invoiceNumber = `INV-2026-${String(number).padStart(4, '0')}`
  const amount = `${random.chance(0.6) ? random.between(1_001, 24_000) : random.between(15, 1_000)}.00`
  const shown = number % 17 === 5 ? null : `"amount": ${number % 19 === 7 ? '-120.00' : amount}`
  const approver = random.chance(0.5) ? `"${random.pick(['demo', 'alice', 'bob'])}"` : 'null'
  return {
    processId: 'invoice-approval',
    businessId: invoiceNumber,
    tags: ['department:finance'],
    variables: `{
      "invoiceNumber": "${invoiceNumber}",
      "creditor": "${random.pick(CREDITORS)}",
      "approver": ${approver},
      "documentId": ${9007199254740993n * 1000n + BigInt(number)}
      ${shown ? `, ${shown}` : ''}
    }`,
  }
}

const COLLEAGUES = ['Ines Duarte', 'Jonas Weiß', 'Priya Raman', 'Tomáš Novák', 'Chloé Martin', 'Yusuf Demir'] as const

/** A new colleague. Nobody has deployed the building access process of Madrid yet. */
export function onboarding(random: Random, number: number, now: number): Start {
  const firstDay = new Date(now + random.between(2, 20) * 1440 * MINUTE).toISOString()
  return {
    processId: 'employee-onboarding',
    businessId: `EMP-${700 + number}`,
    tags: ['department:hr'],
    variables: `{
      "employee": "${random.pick(COLLEAGUES)}",
      "manager": "${random.pick(['demo', 'alice', 'bob'])}",
      "site": "${number % 6 === 4 ? 'madrid' : 'berlin'}",
      "firstDay": "${firstDay}",
      "equipment": ["laptop", "phone"${random.chance(0.4) ? ', "monitor"' : ''}]
    }`,
  }
}

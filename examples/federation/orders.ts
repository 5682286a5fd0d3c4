import type { Customer, Order } from './crm.ts'

const ORDERS = `{
  processInstances(first: 200, filter: { processDefinitionId: { eq: "order" } }) {
    nodes {
      processInstanceKey
      businessId
      variables(filter: { name: { eq: "customer" } }) { nodes { value } }
    }
  }
  userTasks(first: 200, filter: { state: { eq: CREATED }, processDefinitionId: "shipping" }) {
    nodes { id processInstance { businessId } }
  }
}`

interface Answer {
  data: {
    processInstances: {
      nodes: Array<{
        processInstanceKey: string
        businessId: string
        variables: { nodes: Array<{ value: { name: string; city: string } }> }
      }>
    }
    userTasks: { nodes: Array<{ id: string; processInstance: { businessId: string | null } }> }
  }
}

/** The customers and orders of the sandbox's company, read once through the gateway: what a CRM would know by itself. */
export async function readOrders(gatewayUrl: string): Promise<{ customers: Customer[]; orders: Order[] }> {
  const response = await fetch(gatewayUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: ORDERS }),
  })
  const { data } = (await response.json()) as Answer
  const customers = new Map<string, Customer>()
  const orders: Order[] = []
  for (const { processInstanceKey, businessId, variables } of data.processInstances.nodes) {
    const known = variables.nodes[0]?.value
    if (!known) continue
    const { name, city } = known
    const customer = customers.get(name) ?? { customerNumber: `C-${customers.size + 1}`, name, city }
    customers.set(name, customer)
    orders.push({
      customerNumber: customer.customerNumber,
      orderNumber: businessId,
      processInstanceKeys: [processInstanceKey],
      userTaskIds: data.userTasks.nodes
        .filter((task) => task.processInstance.businessId === businessId)
        .map(({ id }) => id),
    })
  }
  return { customers: [...customers.values()], orders }
}

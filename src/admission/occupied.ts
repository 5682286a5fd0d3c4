const occupied = new WeakSet<object>()

/** Connections on which something is asked other than by requests: they are not idle. */
export const occupiedConnections: Pick<WeakSet<object>, 'add' | 'delete' | 'has'> = occupied

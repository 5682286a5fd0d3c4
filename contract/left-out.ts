/** Operations that no field of the schema serves, and why not. A test fails for those that are neither here nor served. */
export const LEFT_OUT: Readonly<Record<string, string>> = {}

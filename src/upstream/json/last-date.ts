/** Milliseconds since 1970: the last date that JavaScript and ISO 8601 texts of it can tell (ECMAScript, Time Range). */
export const LAST_DATE_MS = 8.64e15

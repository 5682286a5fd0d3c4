/** Milliseconds within which clients are sent away from a gateway that ends, so that they do not all come back at once. */
const SENDING_AWAY_MS = 2_000

/** Sends a client away at some moment within that. What has closed by then needs nobody to wait for it. */
export function sendAwaySoon(sendAway: () => void): void {
  setTimeout(sendAway, Math.random() * SENDING_AWAY_MS).unref()
}

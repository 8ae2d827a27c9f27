/**
 * Whether an error says that storage does not answer, rather than that it refused something: no connection, or a 5xx. The
 * Azure clients have tried again by themselves before they throw it.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'RestError') return false
  const status = 'statusCode' in error ? error.statusCode : undefined
  return typeof status !== 'number' || status >= 500
}

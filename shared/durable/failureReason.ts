/** "Activity function 'name' failed: message", and behind it on a line of its own what the host knows of the exception. */
const OF_ACTIVITY = /^Activity function '\w+' failed: /
const EXCEPTION = /\s*\n\s*\{"\$type":[^]*$/

/** A reason is kept in a row of Table Storage, which takes 32,000 characters in all. */
const LONGEST = 2_000

/**
 * Why something failed, as an orchestrator gets to know it, in the words of what failed: without the exception that the
 * host adds as JSON, whose stack trace and paths are no business of those who read the reason; cut where
 * it is very long.
 */
export function failureReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const reason = message.replace(EXCEPTION, '').replace(OF_ACTIVITY, '')
  return reason.length > LONGEST ? `${reason.slice(0, LONGEST)}…` : reason
}

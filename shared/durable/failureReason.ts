/** "Activity function 'name' failed: message", and behind it on a line of its own what the host knows of the exception. */
const OF_ACTIVITY = /^Activity function '\w+' failed: /
const EXCEPTION = /\s*\n\s*\{"\$type":[^]*$/

/**
 * Why something failed, as an orchestrator gets to know it, in the words of what failed: without the exception that the
 * host adds as JSON, whose stack trace and paths are no business of those who read the reason.
 */
export function failureReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(EXCEPTION, '').replace(OF_ACTIVITY, '')
}

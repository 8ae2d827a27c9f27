import type { z } from 'zod'

/**
 * An activity as the two sides of the queue know it: its name and the JSON that crosses. Orchestrators import this and
 * never the implementation.
 */
export interface Activity<Input, Output> {
  readonly name: string
  readonly input: z.ZodType<Input>
  readonly output: z.ZodType<Output>
}

/** Names an activity and what crosses the queue to it and back. */
export function activity<Input, Output>(
  name: string,
  shapes: { input: z.ZodType<Input>; output: z.ZodType<Output> },
): Activity<Input, Output> {
  return { name, ...shapes }
}

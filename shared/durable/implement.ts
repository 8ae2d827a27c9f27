import type { FunctionInput, InvocationContext } from '@azure/functions'
import { app } from 'durable-functions'
import type { Activity } from './activity.ts'

/** Registers what an activity does. Its input is parsed first: what came through the queue is trusted after that. */
export function implement<Input, Output>(
  activity: Activity<Input, Output>,
  work: (input: NoInfer<Input>, context: InvocationContext) => Promise<NoInfer<Output>>,
  options: { readonly extraInputs?: FunctionInput[] } = {},
): void {
  app.activity(activity.name, {
    ...options,
    handler: async (input: unknown, context: InvocationContext) =>
      await work(activity.input.parse(input), context),
  })
}

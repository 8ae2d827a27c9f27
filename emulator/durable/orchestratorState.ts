import { z } from 'zod'

const retryOptions = z.object({
  firstRetryIntervalInMilliseconds: z.number(),
  maxNumberOfAttempts: z.number(),
  backoffCoefficient: z.number().optional(),
  maxRetryIntervalInMilliseconds: z.number().optional(),
})
export type RetryOptions = z.infer<typeof retryOptions>

const httpRequest = z.object({
  method: z.string(),
  uri: z.string(),
  content: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  tokenSource: z.unknown().optional(),
  asynchronousPatternEnabled: z.boolean().default(true),
})
export type HttpCall = z.infer<typeof httpRequest>

const callActivity = z.object({
  actionType: z.literal(0),
  functionName: z.string(),
  input: z.unknown().optional(),
})
const callActivityWithRetry = callActivity.extend({ actionType: z.literal(1), retryOptions })
const callSubOrchestrator = z.object({
  actionType: z.literal(2),
  functionName: z.string(),
  instanceId: z.string().nullish(),
  input: z.unknown().optional(),
})
const callSubOrchestratorWithRetry = callSubOrchestrator.extend({
  actionType: z.literal(3),
  retryOptions,
})
const continueAsNew = z.object({ actionType: z.literal(4), input: z.unknown().optional() })
const createTimer = z.object({
  actionType: z.literal(5),
  fireAt: z.iso.datetime(),
  isCanceled: z.boolean(),
})
const waitForExternalEvent = z.object({
  actionType: z.literal(6),
  externalEventName: z.string(),
})
const callHttp = z.object({ actionType: z.literal(8), httpRequest })
/** callEntity, signalEntity, its scheduled form, lockEntities, releaseEntities. */
const entityAction = z.object({
  actionType: z.literal([7, 9, 10, 13, 14]),
  instanceId: z.string().optional(),
  operation: z.string().optional(),
})
const simpleAction = z.discriminatedUnion('actionType', [
  callActivity,
  callActivityWithRetry,
  callSubOrchestrator,
  callSubOrchestratorWithRetry,
  continueAsNew,
  createTimer,
  waitForExternalEvent,
  callHttp,
  entityAction,
])

/** Several tasks awaited as one: `11` any, `12` all. */
export interface CompoundAction {
  readonly actionType: 11 | 12
  readonly compoundActions: readonly Action[]
}
export type SimpleAction = z.infer<typeof simpleAction>
export type Action = SimpleAction | CompoundAction

const action: z.ZodType<Action> = z.lazy(() => z.union([simpleAction, compoundAction]))
const compoundAction = z.object({
  actionType: z.literal([11, 12]),
  compoundActions: z.array(action),
})

const orchestratorState = z.object({
  isDone: z.boolean(),
  actions: z.array(z.array(action)),
  output: z.unknown().optional(),
  error: z.string().optional(),
  customStatus: z.unknown().optional(),
})

/** What an orchestrator function did so far: everything it asked for since its start, in order. */
export interface OrchestratorState {
  readonly isDone: boolean
  readonly actions: readonly Action[]
  readonly output: unknown
  readonly error: string | undefined
  readonly customStatus: unknown
}

/**
 * @param json - what the Durable library for Node returns, replay schema V4
 * @throws if it is not of that shape
 */
export function parseOrchestratorState(json: string): OrchestratorState {
  const parsed = orchestratorState.safeParse(JSON.parse(json))
  if (!parsed.success) {
    throw new Error(
      `What the orchestrator returned cannot be read: ${z.prettifyError(parsed.error)}`,
    )
  }
  const { isDone, actions, output, error, customStatus } = parsed.data
  return { isDone, actions: actions.flat(), output, error, customStatus }
}

const OUT_OF_PROCESS_DATA = '\n\n$OutOfProcData$:'

/** An orchestrator that threw comes back as an error whose message carries its state. */
export function stateOfError(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const start = error.message.indexOf(OUT_OF_PROCESS_DATA)
  return start < 0 ? undefined : error.message.slice(start + OUT_OF_PROCESS_DATA.length)
}

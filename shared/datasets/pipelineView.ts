import { z } from 'zod'
import { tableName } from '../contracts/dataset.ts'
import { promotionProgress, runProgress, trainOutcome } from '../contracts/orchestrations.ts'
import type { Promotion } from '../contracts/promotion.ts'
import { promotionState } from '../contracts/promotion.ts'
import { trainingRequest } from '../contracts/training.ts'
import { runCause, type TrainingRun } from './runs.ts'

/** The status of one orchestration, as the durable client gives it; undefined where it was purged or never started. */
export interface OrchestrationStatus {
  readonly runtimeStatus: string
  readonly createdTime: string
  readonly lastUpdatedTime: string
  readonly customStatus: unknown
  readonly output: unknown
  readonly statusUrl: string
}

/** Asks Durable. */
export type StatusOf = (instanceId: string) => Promise<OrchestrationStatus | undefined>

export const tableView = z.object({
  state: promotionState,
  file: z.string(),
  updated: z.string(),
  instanceId: z.string(),
  rowsIn: z.int().optional(),
  rowsOut: z.int().optional(),
  quarantined: z.int().optional(),
  reason: z.string().optional(),
  notes: z.array(z.string()).optional(),
  /** Only while it is under way. */
  progress: promotionProgress.optional(),
})
export type TableView = z.infer<typeof tableView>

export const runView = z.object({
  runId: z.string(),
  fingerprint: z.string(),
  studyId: z.string(),
  cause: runCause,
  request: trainingRequest,
  created: z.string(),
  /** Durable's runtime status; `Unknown` where the instance was purged. */
  status: z.string(),
  stage: runProgress.shape.stage.nullable(),
  done: z.int(),
  total: z.int(),
  message: z.string(),
  best: runProgress.shape.best,
  pruned: runProgress.shape.pruned,
  failed: runProgress.shape.failed,
  /** While it waits for a person. */
  approval: runProgress.shape.approval,
  seconds: runProgress.shape.seconds,
  createdTime: z.string().optional(),
  lastUpdatedTime: z.string().optional(),
  statusUrl: z.string().optional(),
  output: trainOutcome.optional(),
})
export type RunView = z.infer<typeof runView>

export const pipelineView = z.object({
  dataset: z.string(),
  updated: z.string(),
  tables: z.partialRecord(tableName, tableView),
  /** The newest run; null while there is none. */
  run: runView.nullable(),
})
export type PipelineView = z.infer<typeof pipelineView>

/** Statuses of a promotion that nothing more will come of; one that says what came of it is `Completed`. */
const BROKEN_OFF: ReadonlySet<string> = new Set(['Failed', 'Terminated', 'Canceled'])

/**
 * Where a table's promotion stands. One whose orchestration was terminated, or could not even write down that it failed,
 * has failed, though its row still says `received`.
 */
export async function viewTable(promotion: Promotion, statusOf: StatusOf): Promise<TableView> {
  const { dataset: _, table: __, ...known } = promotion
  const status = known.state === 'received' ? await statusOf(known.instanceId) : undefined
  if (status !== undefined && BROKEN_OFF.has(status.runtimeStatus)) {
    const why = typeof status.output === 'string' ? `: ${status.output}` : ''
    const reason = `${known.file}: its promotion ended as ${status.runtimeStatus}${why}; drop the file again`
    return tableView.parse({ ...known, state: 'failed', reason })
  }
  const progress = promotionProgress.safeParse(status?.customStatus).data
  return tableView.parse({ ...known, ...(progress !== undefined && { progress }) })
}

/** Where a run stands: its own status, or the finer one of the orchestration that works for it. */
export async function viewRun(run: TrainingRun, statusOf: StatusOf): Promise<RunView> {
  const { runId, studyId, fingerprint, cause, request, created } = run
  const known = { runId, studyId, fingerprint, cause, request, created }
  const status = await statusOf(runId)
  if (status === undefined) {
    return { ...known, status: 'Unknown', stage: null, done: 0, total: 0, message: 'no status' }
  }

  const own = runProgress.safeParse(status.customStatus).data
  const child = own?.child === undefined ? undefined : await statusOf(own.child)
  const progress = runProgress.safeParse(child?.customStatus).data ?? own
  const output = trainOutcome.safeParse(status.output).data
  const failure = status.runtimeStatus === 'Failed' ? String(status.output) : undefined
  const { createdTime, lastUpdatedTime, statusUrl, runtimeStatus } = status
  return {
    ...known,
    status: runtimeStatus,
    stage: progress?.stage ?? null,
    done: progress?.done ?? 0,
    total: progress?.total ?? 0,
    message: failure ?? progress?.message ?? 'waiting to start',
    best: progress?.best,
    pruned: progress?.pruned,
    failed: progress?.failed,
    createdTime,
    lastUpdatedTime,
    statusUrl,
    ...(progress?.approval !== undefined && { approval: progress.approval }),
    ...(progress?.seconds !== undefined && { seconds: progress.seconds }),
    ...(output !== undefined && { output }),
  }
}

/** One dataset with all its tables and its newest run. */
export async function viewPipeline(
  dataset: string,
  promotions: readonly Promotion[],
  runs: readonly TrainingRun[],
  statusOf: StatusOf,
): Promise<PipelineView> {
  const tables = await Promise.all(
    promotions.map(async p => [p.table, await viewTable(p, statusOf)] as const),
  )
  const [newest] = runs
  const run = newest === undefined ? null : await viewRun(newest, statusOf)
  const times = [...promotions.map(p => p.updated), run?.lastUpdatedTime ?? newest?.created ?? '']
  return {
    dataset,
    updated: times.sort().at(-1) ?? '',
    tables: Object.fromEntries(tables),
    run,
  }
}

import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { TableName } from '../shared/contracts/dataset.ts'
import {
  type PipelineView,
  pipelineView,
  type RunView,
  runView,
} from '../shared/datasets/pipelineView.ts'
import type { Api } from './api.ts'
import type { Progress, Step } from './progress.ts'

const POLL_MILLISECONDS = 400

/** Tables under way that are named. */
const NAMED = 4

/** Statuses that Durable never leaves by itself. */
const ENDED = new Set(['Completed', 'Failed', 'Terminated', 'Canceled'])

/** What `GET /api/pipelines/{dataset}` answers. */
export const pipelineDetail = pipelineView.extend({
  readiness: z.object({
    state: z.string(),
    message: z.string(),
    fingerprint: z.string().optional(),
  }),
  ignored: z.array(z.object({ file: z.string(), reason: z.string() })),
  runs: z.array(runView),
})
export type PipelineDetail = z.infer<typeof pipelineDetail>

/** What was dropped, and so is waited for. */
export interface Drop {
  readonly tables: readonly TableName[]
  /** Ms since the epoch: what is known of a table from before is about an earlier file. */
  readonly since: number
  /** Whether all files, and `_SUCCESS`, are in bronze. */
  readonly hasEnded: () => boolean
}

/**
 * Shows a dataset's progress until every dropped table has been dealt with and a training run of that state of the data
 * has ended or waits for a person, or until no training can come of it.
 *
 * @param runId - the run to follow; undefined: the one of the state that the data come to
 * @returns the pipeline as it stood then; its `run` is null where no run could start
 */
export async function followPipeline(
  api: Api,
  dataset: string,
  drop: Drop,
  progress: Progress,
  runId?: string,
): Promise<PipelineDetail> {
  const stages = new RunStages()
  for (;;) {
    const hasEnded = drop.hasEnded()
    const pipeline = await api.get(`/api/pipelines/${dataset}`, pipelineDetail)
    if (pipeline !== undefined) {
      const tables = tableStep(pipeline, drop)
      const isPromoted = hasEnded && tables.done === tables.total
      const run = isPromoted ? runOf(pipeline, runId) : undefined
      progress.show([tables, ...stages.steps(run)])

      const ended = run !== undefined && (ENDED.has(run.status) || run.stage === 'approval')
      if (ended) return { ...pipeline, run }
      if (isPromoted && run === undefined && isStuck(pipeline)) return { ...pipeline, run: null }
    }
    await wait(POLL_MILLISECONDS)
  }
}

/** The run of the state that the data are in now, or the one that was asked for. */
function runOf(
  { runs, readiness }: PipelineDetail,
  runId: string | undefined,
): RunView | undefined {
  if (runId !== undefined) return runs.find(run => run.runId === runId)
  return runs.find(run => run.fingerprint === readiness.fingerprint)
}

/** Whether nothing will happen by itself any more: a required table was refused, or never came. */
function isStuck({ readiness, tables }: PipelineDetail): boolean {
  const underWay = Object.values(tables).some(({ state }) => state === 'received')
  return readiness.state === 'blocked' || (readiness.state === 'waiting' && !underWay)
}

function tableStep({ tables }: PipelineView, { tables: dropped, since }: Drop): Step {
  const views = dropped.flatMap(table => {
    const view = tables[table]
    return view === undefined || Date.parse(view.updated) < since ? [] : [{ table, ...view }]
  })
  const dealtWith = views.filter(({ state }) => state !== 'received')
  const underWay = views
    .filter(({ state }) => state === 'received')
    .map(({ table, progress: p }) =>
      p === undefined || p.total <= 1 ? table : `${table} ${p.done}/${p.total}`,
    )
  const more = underWay.length > NAMED ? ` and ${underWay.length - NAMED} more` : ''
  const rows = dealtWith.reduce((sum, { rowsOut = 0 }) => sum + rowsOut, 0)
  const refused = dealtWith.filter(({ state }) => state === 'failed').length
  const summary = `${rows.toLocaleString('en')} rows in silver${refused > 0 ? `, ${refused} refused` : ''}`
  return {
    name: 'tables',
    done: dealtWith.length,
    total: dropped.length,
    note: underWay.length > 0 ? `${underWay.slice(0, NAMED).join(' ')}${more}` : summary,
  }
}

const STAGES = ['stays', 'cohort', 'events', 'gold', 'study', 'publish'] as const

/** What has been seen of a run: a stage that it has left is done, with all of its parts. */
class RunStages {
  private readonly seen = new Map<string, Step>()

  steps(run: RunView | undefined): readonly Step[] {
    if (run === undefined) return []
    const at = STAGES.findIndex(stage => stage === run.stage)
    for (const [name, step] of this.seen) {
      const isOver = run.stage === 'done' || run.stage === 'approval'
      const hasLeft = isOver || STAGES.findIndex(stage => stage === name) < at
      if (hasLeft) this.seen.set(name, { ...step, done: step.total, note: noteWhenDone(step, run) })
    }
    const stage = STAGES[at]
    if (stage !== undefined) {
      const { done, total } = run
      this.seen.set(stage, { name: stage, done, total, note: noteOn(stage, run) })
    }
    return [...this.seen.values()]
  }
}

function noteOn(stage: (typeof STAGES)[number], run: RunView): string {
  if (stage === 'events') return 'parts of the event tables'
  return stage === 'study' ? `trials${bestOf(run)}` : run.message
}

function noteWhenDone({ name, note }: Step, run: RunView): string {
  if (name === 'publish' && run.approval !== undefined) {
    return `version ${run.approval.version} waits for a person`
  }
  if (name === 'publish') return run.message
  return name === 'study' || name === 'events' ? note : ''
}

function bestOf({ best }: RunView): string {
  return best ? `, best so far ${best.family} with AUROC ${best.value.toFixed(3)}` : ''
}

import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
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

/**
 * Shows a dataset's progress until every dropped table has been dealt with and a training run of that state of the data
 * has ended, or until no training can come of it.
 *
 * @param expected - how many tables were dropped
 * @returns the pipeline as it stood then; its `run` is null where no run could start
 */
export async function followPipeline(
  api: Api,
  dataset: string,
  expected: number,
  progress: Progress,
  runId?: string,
): Promise<PipelineDetail> {
  for (;;) {
    const pipeline = await attempt(() => api.get(`/api/pipelines/${dataset}`, pipelineDetail))
    if (pipeline !== undefined) {
      const run = runOf(pipeline, runId)
      progress.show([...tableSteps(pipeline, expected), ...runSteps(run)])
      if (pipeline.readiness.state === 'blocked') return { ...pipeline, run: null }
      if (run !== undefined && ENDED.has(run.status)) return { ...pipeline, run }
    }
    await wait(POLL_MILLISECONDS)
  }
}

/** The run of the state that the data are in now, or the one that was asked for. */
function runOf(pipeline: PipelineDetail, runId: string | undefined): RunView | undefined {
  if (runId !== undefined) return pipeline.runs.find(run => run.runId === runId)
  const { state, fingerprint } = pipeline.readiness
  return state === 'ready' ? pipeline.runs.find(run => run.fingerprint === fingerprint) : undefined
}

function tableSteps({ tables }: PipelineView, expected: number): readonly Step[] {
  const views = Object.entries(tables)
  const dealtWith = views.filter(([, { state }]) => state !== 'received')
  const rows = views.reduce((sum, [, { rowsOut = 0 }]) => sum + rowsOut, 0)
  const underWay = views
    .filter(([, { state }]) => state === 'received')
    .map(([table, { progress: p }]) =>
      p === undefined || p.total <= 1 ? table : `${table} ${p.done}/${p.total}`,
    )
  const more = underWay.length > NAMED ? ` and ${underWay.length - NAMED} more` : ''
  const note =
    underWay.length > 0
      ? `${underWay.slice(0, NAMED).join(' ')}${more}`
      : `${rows.toLocaleString('en')} rows in silver`
  return [{ name: 'tables', done: dealtWith.length, total: expected, note }]
}

function runSteps(run: RunView | undefined): readonly Step[] {
  if (run?.stage === null || run === undefined) return []
  const best = run.best ? `  best so far ${run.best.family} ${run.best.value.toFixed(3)}` : ''
  const note = `${run.message}${best}`
  return [{ name: run.stage, done: run.done, total: run.total, note }]
}

/** The host may be restarting: it is asked again. */
async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

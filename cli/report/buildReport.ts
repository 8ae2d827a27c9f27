import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { StageSeconds } from '../../shared/contracts/orchestrations.ts'
import { datasetQuality } from '../../shared/contracts/quality.ts'
import { studyDefinition, trial } from '../../shared/contracts/study.ts'
import {
  type CardMetrics,
  type Estimate,
  type ModelCard,
  modelCard,
} from '../../shared/registry/card.ts'
import { predictResponse } from '../../shared/serving/score.ts'
import type { Api } from '../api.ts'
import type { ExamplePatient } from '../examplePatient.ts'
import type { PipelineDetail } from '../followPipeline.ts'
import type { Report, ReportDetail, ReportMetrics } from './report.ts'

/** How long the foreign keys may take that are still to be checked when all else has ended. */
const CHECKS_MILLISECONDS = 60_000
const CHECKS_PAUSE_MILLISECONDS = 400

const studyDetail = studyDefinition.extend({ results: z.array(trial) })

/**
 * Asks the API for everything that the run has brought about.
 *
 * @param since - ms since the epoch: when the first file was dropped
 */
export async function buildReport(
  api: Api,
  pipeline: PipelineDetail,
  since: number,
  example: (card: ModelCard) => Promise<ExamplePatient>,
  baseUrl: string,
): Promise<ReportDetail> {
  const { dataset, run } = pipeline
  const output = run?.output?.ok === true ? run.output : undefined
  const version = output?.version ?? run?.approval?.version
  const { gold, study, publish } = output?.seconds ?? run?.seconds ?? NO_SECONDS
  const isNew = run !== null && Date.parse(run.created) >= since
  const published =
    version === undefined ? undefined : await api.get(`/api/models/${version}`, modelCard)
  const card = version === undefined ? undefined : await api.get('/api/models/champion', modelCard)
  const scored = card && (await scorePatient(api, await example(card)))

  const report: Report = {
    dataset,
    runId: run?.runId ?? null,
    seconds: {
      promote: round(secondsFrom(since, isNew ? run.created : lastPromoted(pipeline))),
      gold: round(gold),
      study: round(study),
      publish: round(publish),
      total: round(secondsFrom(since, new Date().toISOString())),
    },
    trainedBefore: run === null || isNew ? null : run.created,
    tables: tablesOf(pipeline),
    quality: await qualityOf(api, dataset),
    ignored: pipeline.ignored,
    warnings: warningsOf(pipeline),
    cohort: published?.data.cohort ?? null,
    study: run === null ? null : await studyOf(api, run.studyId),
    published:
      published === undefined
        ? null
        : {
            version: published.version,
            family: published.family,
            serves: published.version === card?.version,
          },
    champion: card
      ? {
          name: card.name,
          version: card.version,
          family: card.family,
          metrics: reportMetrics(card.metrics),
        }
      : null,
    baseline: card ? { name: 'oasis', metrics: reportMetrics(card.baseline.metrics) } : null,
    otherBaselines: card?.otherBaselines ?? [],
    gate: output?.gate ?? waitingGate(pipeline),
    approval: approvalOf(pipeline, baseUrl),
    prediction: scored ?? null,
    url: `${baseUrl}/api/ui`,
  }
  return { report, published, champion: card }
}

/** Without a run, or for one that has failed or was stopped on its way. */
const NO_SECONDS: StageSeconds = { gold: 0, study: 0, publish: 0 }

/** From ms since the epoch to an ISO time; 0 where that was earlier. */
function secondsFrom(since: number, until: string): number {
  return Math.max(0, (Date.parse(until) - since) / 1000)
}

/** When the last table was dealt with. */
function lastPromoted({ tables, updated }: PipelineDetail): string {
  return (
    Object.values(tables)
      .map(table => table.updated)
      .sort()
      .at(-1) ?? updated
  )
}

/** What the gate says where a person is to decide. */
function waitingGate({ run }: PipelineDetail): Report['gate'] {
  return run?.approval === undefined ? null : { decision: 'manual', reason: run.approval.reason }
}

function approvalOf({ dataset, run }: PipelineDetail, baseUrl: string): Report['approval'] {
  if (run?.approval === undefined) return null
  const { version, until } = run.approval
  const body = { by: 'YOUR NAME', decision: 'promote', reason: 'WHY', version }
  const url = `${baseUrl}/api/pipelines/${dataset}/approve`
  const command = `curl -s ${url} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`
  return { until, command }
}

async function scorePatient(api: Api, example: ExamplePatient): Promise<Report['prediction']> {
  const { predictions } = await api.post(
    '/api/predict',
    { features: example.features },
    predictResponse,
  )
  const [prediction] = predictions
  return prediction === undefined ? null : { icustay: example.icustay, ...prediction }
}

/** Foreign keys are checked after the promotions, beside the training: where there was none to do, they are waited for. */
async function qualityOf(api: Api, dataset: string): Promise<Report['quality']> {
  const deadline = Date.now() + CHECKS_MILLISECONDS
  for (;;) {
    const quality = await api.get(`/api/datasets/${dataset}/quality`, datasetQuality)
    if (quality === undefined) return null
    const { findings, pendingChecks } = quality
    if (pendingChecks > 0 && Date.now() < deadline) {
      await wait(CHECKS_PAUSE_MILLISECONDS)
      continue
    }
    const hard = findings.filter(({ severity }) => severity === 'hard').length
    const soft = findings.length - hard
    return { hard, soft, ...(pendingChecks > 0 && { pendingChecks }) }
  }
}

async function studyOf(api: Api, id: string): Promise<Report['study']> {
  const study = await api.get(`/api/studies/${id}`, studyDetail)
  if (study === undefined) return null
  const { results } = study
  const best = results
    .filter(({ state }) => state === 'complete')
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0) || a.number - b.number)
    .at(0)
  return {
    id,
    trials: results.length,
    pruned: results.filter(({ state }) => state === 'pruned').length,
    failed: results.filter(({ state }) => state === 'failed').length,
    best: best
      ? { family: best.family, params: best.parameters, value: best.value ?? Number.NaN }
      : null,
  }
}

function tablesOf({ tables }: PipelineDetail): Report['tables'] {
  const entries = Object.entries(tables).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    entries.map(([table, { rowsIn = 0, rowsOut = 0, quarantined = 0, state, reason }]) => [
      table,
      { rowsIn, rowsOut, quarantined, state, ...(reason !== undefined && { reason }) },
    ]),
  )
}

function warningsOf({ tables, readiness, run }: PipelineDetail): readonly string[] {
  const refused = Object.values(tables).flatMap(({ reason }) => reason ?? [])
  const noted = Object.entries(tables).flatMap(([table, { notes = [] }]) =>
    notes.map(note => `${table}: ${note}`),
  )
  const missing = run?.output?.ok === true ? run.output.missingTables : []
  const lacking = missing.map(
    table =>
      `${table}: not in ${table in tables ? 'silver' : 'the dataset'}; features that need it are unknown`,
  )
  const leftOut = run?.output?.ok === true ? run.output.leftOut : []
  return [
    ...refused,
    ...noted,
    ...lacking,
    ...leftOut.map(({ family, reason }) => `${family} was not tried: ${reason}`),
    ...(run === null ? [readiness.message] : []),
    ...(run?.output?.ok === false ? [run.output.reason] : []),
    ...(run !== null && run.output === undefined && run.approval === undefined
      ? [`${run.status}: ${run.message}`]
      : []),
  ]
}

function reportMetrics(metrics: CardMetrics): ReportMetrics {
  const { basis, rows, positives, patients, ...estimates } = metrics
  const entries: [string, Estimate][] = Object.entries(estimates)
  const intervals = entries.flatMap(
    ([name, { low, high }]): [string, readonly [number, number]][] =>
      low === null || high === null ? [] : [[name, [low, high]]],
  )
  return {
    basis,
    rows,
    positives,
    patients,
    ...Object.fromEntries(entries.map(([name, { value }]) => [name, value])),
    intervals: Object.fromEntries(intervals),
  }
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100
}

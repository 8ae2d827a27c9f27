/** What worker threads do: every exported function is a task, run by `onWorker`. Local files in, local files out. */

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TableName } from '../contracts/dataset.ts'
import type { Refusal } from '../contracts/promotion.ts'
import type { ReferenceCheck } from '../contracts/quality.ts'
import type { StudyDefinition, Trial, TrialPlan } from '../contracts/study.ts'
import type { AttritionStep, Availability, TrainingRequest } from '../contracts/training.ts'
import type { Estimate } from '../evaluation/bootstrap.ts'
import { countPositives } from '../evaluation/metrics.ts'
import { GOLD_STORAGE } from '../features/catalogue.ts'
import { type CohortOptions, selectCohort as selectCohortRows } from '../features/cohort.ts'
import { extractEvents as extractEventRows } from '../features/events.ts'
import {
  assembleGold as assembleGoldRows,
  completeGold,
  type GoldSources,
} from '../features/gold.ts'
import { buildIcustayDetail, type IcustayDetailSources } from '../features/icustayDetail.ts'
import type { LeakageProof } from '../leakage/leakageProof.ts'
import { proveNoLeak as proveNoLeakInSample } from '../leakage/proof.ts'
import { type GoldTable, type SilverFiles, STAY_TABLES } from '../leakage/rebuildGold.ts'
import { writeSample } from '../leakage/sample.ts'
import type { EventTable } from '../mimic/concepts/concept.ts'
import { countOrphans as countOrphanRows, type TableKeys } from '../quality/countOrphans.ts'
import type { Reference } from '../quality/keys.ts'
import { measurePart } from '../quality/measurePart.ts'
import type { ModelArtifact } from '../registry/artifact.ts'
import type { AvailabilityComparison, ModelCard } from '../registry/card.ts'
import { readSettings } from '../settings.ts'
import {
  type Conversion,
  type ConvertCsvRequest,
  convertCsv as convertCsvRange,
  type OpenRange,
} from '../tables/convertCsv.ts'
import { type DuckdbOptions, withDuckdb } from '../tables/duckdb.ts'
import type { Frame } from '../tables/frame.ts'
import { readFrame, writeFrame } from '../tables/parquetFrame.ts'
import { findRepeatedIds as findRepeatedIdsOf } from '../tables/rowIdFile.ts'
import { parquetFiles, type Sql } from '../tables/sql.ts'
import { buildCard, type CardInput } from '../tuning/buildCard.ts'
import {
  compareAvailability as compareAvailabilityOf,
  otherAvailability,
} from '../tuning/compareAvailability.ts'
import { compareOnHeldOut } from '../tuning/compareOnHeldOut.ts'
import { evaluateWinner } from '../tuning/evaluateChampion.ts'
import { readPredictions, writePredictions } from '../tuning/predictions.ts'
import { refit } from '../tuning/refit.ts'
import { selectWinner } from '../tuning/selection.ts'
import { prepareStudy, type StudyData } from '../tuning/studyData.ts'
import { studyRows } from '../tuning/studyRows.ts'
import { evaluateTrial } from '../tuning/trial.ts'
import { fedBytes } from './byteFeed.ts'
import type { ConversionAnswer, ConversionAsk } from './convertOnWorker.ts'
import type { RepeatsAnswer, RepeatsAsk } from './findRepeatsOnWorker.ts'
import { GOLD_STEPS } from './goldSteps.ts'
import { type AskPort, askThread } from './threadCalls.ts'

/** The bytes come through the port, and the parts are delivered through it: `convertOnWorker` is at its other end. */
export async function convertCsv(input: {
  request: ConvertCsvRequest
  port: AskPort<ConversionAsk, ConversionAnswer>
}): Promise<Conversion | Refusal | OpenRange> {
  const { request, port } = input
  const ask = askThread(port)
  try {
    const bytes = fedBytes(async () => await ask({ wants: 'bytes' }))
    return await convertCsvRange(request, bytes, {
      measure: measurePart,
      async deliver(part) {
        await ask({ wants: 'delivery', part })
      },
    })
  } finally {
    port.close()
  }
}

/** `findRepeatsOnWorker` is at the other end of the port. */
export async function findRepeatedIds(input: {
  ranges: number
  port: AskPort<RepeatsAsk, RepeatsAnswer>
}): Promise<void> {
  const { ranges, port } = input
  const ask = askThread(port)
  async function* encoded(): AsyncGenerator<Uint8Array> {
    for (let range = 0; range < ranges; range++) {
      const ids = await ask({ wants: 'ids', range })
      if (ids !== null) yield ids
    }
  }
  try {
    await findRepeatedIdsOf(encoded(), async (range, ids) => {
      await ask({ wants: 'delivery', range, ids })
    })
  } finally {
    port.close()
  }
}

export async function buildStays(input: {
  sources: IcustayDetailSources
  output: string
  folder: string
}): Promise<{ rows: number }> {
  return await withDuckdb(duckdb(input.folder), async sql => {
    await buildIcustayDetail(sql, input.sources, input.output)
    return { rows: await countRows(sql, input.output) }
  })
}

export async function selectCohort(input: {
  icustayDetail: string
  options: CohortOptions
  output: string
  folder: string
}): Promise<{
  attrition: readonly AttritionStep[]
  cohort: { stays: number; positives: number; patients: number }
}> {
  return await withDuckdb(duckdb(input.folder), async sql => {
    const { icustayDetail, options, output } = input
    const attrition = await selectCohortRows(sql, icustayDetail, options, output)
    const { stays, positives, patients } = attrition.at(-1) ?? {
      stays: 0,
      positives: 0,
      patients: 0,
    }
    return { attrition, cohort: { stays, positives, patients } }
  })
}

export async function extractEvents(input: {
  table: EventTable
  parts: readonly string[]
  cohort: string
  output: string
  /** Of the sampled patients, all rows of any time: what `proveNoLeak` changes. */
  sample: string
  folder: string
}): Promise<{ rows: number }> {
  return await withDuckdb(duckdb(input.folder), async sql => {
    await extractEventRows(sql, input.table, input.parts, input.cohort, input.output)
    await writeSample(sql, input.parts, input.cohort, input.sample)
    return { rows: await countRows(sql, input.output) }
  })
}

async function countRows(sql: Sql, file: string): Promise<number> {
  const [row] = await sql.rows(`SELECT count(*) AS rows FROM ${parquetFiles([file])}`)
  return Number(row?.['rows'])
}

/** One thread: what reaches a feature must not depend on the order in which threads end. */
function duckdb(temporaryFolder: string): DuckdbOptions {
  const { DUCKDB_MEMORY_MIB } = readSettings(process.env)
  return { threads: 1, memoryMiB: DUCKDB_MEMORY_MIB, temporaryFolder }
}

export async function countOrphans(input: {
  references: readonly Reference[]
  keys: ReadonlyMap<TableName, TableKeys>
  folder: string
}): Promise<readonly ReferenceCheck[]> {
  return await withDuckdb(duckdb(input.folder), async sql =>
    countOrphanRows(sql, input.references, input.keys),
  )
}

export async function assembleGold(input: {
  sources: GoldSources
  availability: Availability
  output: string
  folder: string
}): Promise<{
  stays: number
  positives: number
  patients: number
  columns: number
  measured: AttritionStep
}> {
  const { sources, availability, folder } = input
  const { gold, measured } = await goldOf(sources, availability, folder)
  await writeFile(input.output, await writeFrame(gold, { storage: GOLD_STORAGE }))

  const { labels, patients } = studyRows(gold)
  return {
    stays: gold.rows,
    positives: countPositives(labels),
    patients: new Set(patients).size,
    columns: Object.keys(gold.columns).length,
    measured,
  }
}

async function goldOf(
  sources: GoldSources,
  availability: Availability,
  folder: string,
): Promise<{ gold: Frame; measured: AttritionStep }> {
  const assembled = join(folder, 'assembled.parquet')
  const measured = await withDuckdb(duckdb(folder), async sql =>
    assembleGoldRows(sql, sources, { availability }, assembled),
  )
  return { gold: completeGold(await readFrame(await readFile(assembled))), measured }
}

/** Mutations of the proof that each training run carries out: of what comes after, and of what counts. */
const FUTURE_MUTATIONS = 500
const WINDOW_MUTATIONS = 200
/** With few patients there are fewer mutations rather than more rounds. */
const MOST_ROUNDS = 20

export async function proveNoLeak(input: {
  /** All rows of the sampled patients. */
  events: SilverFiles
  /** The other tables of gold, whole. */
  stays: SilverFiles
  cohort: string
  wholeGold: string
  request: TrainingRequest
  folder: string
}): Promise<LeakageProof> {
  const { events, cohort, request, folder } = input
  const wholeGold = await readFrame(await readFile(input.wholeGold))
  return await withDuckdb(duckdb(folder), async sql => {
    const stays: Partial<Record<GoldTable, readonly string[]>> = {}
    for (const table of STAY_TABLES) {
      const parts = input.stays[table]
      if (parts === undefined) continue
      const file = join(folder, `sample-${table}.parquet`)
      await writeSample(sql, parts, cohort, file)
      stays[table] = [file]
    }
    return await proveNoLeakInSample(sql, GOLD_STEPS, {
      silver: { ...stays, ...events },
      request,
      futureMutations: FUTURE_MUTATIONS,
      windowMutations: WINDOW_MUTATIONS,
      mostRounds: MOST_ROUNDS,
      seed: request.seed,
      wholeGold,
      prefix: join(folder, 'proof'),
    })
  })
}

export async function runTrial(input: {
  gold: string
  definition: StudyDefinition
  plan: TrialPlan
  output: string
}): Promise<Pick<Trial, 'state' | 'value' | 'standardError' | 'error'>> {
  const { definition, plan } = input
  const study = await studyData(input.gold, definition)
  const result = evaluateTrial({ ...study, plan, seed: definition.seed })
  if (result.state === 'failed') {
    return { state: 'failed', value: null, standardError: null, error: result.error }
  }
  await writeFile(input.output, await writePredictions(result.predictions, study.folds))
  return {
    state: 'complete',
    value: result.value,
    standardError: result.standardError,
    error: null,
  }
}

/** The study that this thread worked on last: its trials come one after the other. */
let recent: { readonly id: string; readonly data: Promise<StudyData> } | undefined

async function studyData(gold: string, definition: StudyDefinition): Promise<StudyData> {
  const id = `${gold} ${JSON.stringify(definition)}`
  if (recent?.id !== id) recent = { id, data: readStudy(gold, definition) }
  return await recent.data
}

async function readStudy(gold: string, definition: StudyDefinition): Promise<StudyData> {
  return prepareStudy(await readFrame(await readFile(gold)), definition)
}

export async function compareAvailability(input: {
  gold: string
  sources: GoldSources
  definition: StudyDefinition
  plan: TrialPlan
  /** The plan's out-of-fold predictions on `gold`. */
  predictions: string
  folder: string
}): Promise<AvailabilityComparison> {
  const { definition, plan } = input
  const used = definition.availability
  const study = await studyData(input.gold, definition)
  const predictions = await readPredictions(await readFile(input.predictions), study.folds)
  const { gold } = await goldOf(input.sources, otherAvailability(used), input.folder)
  const other = prepareStudy(gold, definition)
  const { seed } = definition
  return compareAvailabilityOf({ study, used, predictions, other, plan, seed })
}

export async function publishModel(input: {
  gold: string
  definition: StudyDefinition
  trials: readonly Trial[]
  /** Local file of each complete trial's out-of-fold predictions, by its number. */
  predictions: Readonly<Record<number, string>>
  request: TrainingRequest
  fingerprint: string
  attrition: readonly AttritionStep[]
  leftOut: CardInput['leftOut']
  leakage: LeakageProof
  availability: AvailabilityComparison
  codeVersion: string
}): Promise<{ artifact: ModelArtifact; card: Omit<ModelCard, 'version'>; winner: number }> {
  const { definition, trials, request, fingerprint } = input
  const study = await studyData(input.gold, definition)
  const { folds, basis, frame, features } = study
  const { seed, featureSet } = definition

  // the winner, fitted on all that the study may see
  const complete = trials.filter(({ number }) => input.predictions[number] !== undefined)
  const scored = await Promise.all(
    complete.map(async trial => {
      const bytes = await readFile(input.predictions[trial.number] ?? '')
      return { trial, predictions: await readPredictions(bytes, folds) }
    }),
  )
  const plan = selectWinner(complete)
  const predictions = scored.find(({ trial }) => trial === plan)?.predictions
  if (predictions === undefined) throw new Error(`trial ${plan.number} has left no predictions`)
  const { predictionHours, gapHours } = request
  const artifact = refit({
    ...study,
    features,
    plan,
    predictions,
    seed,
    fingerprint,
    featureSet,
    predictionHours,
    gapHours,
  })

  // what it is worth
  const heldOut = basis.basis === 'held-out' ? studyRows(frame, basis.heldOut) : null
  const evaluation = evaluateWinner({
    study,
    folds,
    trials: scored,
    winner: plan.number,
    artifact,
    heldOut,
    seed,
  })
  const all = studyRows(frame)
  const cohort = {
    stays: all.labels.length,
    positives: countPositives(all.labels),
    patients: new Set(all.patients).size,
  }
  const { attrition, leftOut, leakage, codeVersion } = input
  const availability = { used: definition.availability, ...input.availability }
  const { heldOutDeaths } = basis
  const card = buildCard({
    artifact,
    evaluation,
    trials,
    heldOutDeaths,
    attrition,
    cohort,
    leftOut,
    leakage,
    availability,
    codeVersion,
  })
  return { artifact, card, winner: plan.number }
}

export async function compareModels(input: {
  gold: string
  definition: StudyDefinition
  challenger: ModelArtifact
  champion: ModelArtifact
}): Promise<Estimate> {
  const { definition, challenger, champion } = input
  const { frame, basis } = await studyData(input.gold, definition)
  const heldOut = studyRows(frame, basis.heldOut)
  return compareOnHeldOut(challenger, champion, heldOut, { seed: definition.seed })
}

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeSynthetic } from '../../cli/writeSynthetic.ts'
import { GOLD_STEPS } from '../../shared/compute/goldSteps.ts'
import type { StudyDefinition } from '../../shared/contracts/study.ts'
import type { Feature } from '../../shared/features/feature.ts'
import { rebuildGold } from '../../shared/leakage/rebuildGold.ts'
import { withDuckdb } from '../../shared/tables/duckdb.ts'
import type { Frame } from '../../shared/tables/frame.ts'
import { writeFrame } from '../../shared/tables/parquetFrame.ts'
import { prepareStudy, type StudyData } from '../../shared/tuning/studyData.ts'
import { csvSilver } from '../leakage/csvSilver.ts'

/** Folds of every study here. */
const FOLDS = 5

/** What our studies and their peers read: the same rows in the same folds. */
export interface StudyFiles {
  /** Gold as Parquet, for ours. */
  readonly gold: string
  /** The study's rows as CSV, with their label and fold, for the peers. */
  readonly rows: string
  readonly definition: StudyDefinition
  readonly stays: number
  readonly features: number
}

/** Gold of a made-up hospital, by the project's own features, and what the peers need of it. */
export async function writeStudyFiles(
  folder: string,
  { patients, seed, trials }: { patients: number; seed: number; trials: number },
  signal: AbortSignal,
): Promise<StudyFiles> {
  await mkdir(folder, { recursive: true })
  const csvs = await writeSynthetic(join(folder, 'csv'), { patients, seed }, { signal })
  const request = { predictionHours: 24, gapHours: 0, availability: 'charttime' } as const
  const duckdb = { threads: 2, memoryMiB: 1024, temporaryFolder: folder }
  const { gold: frame } = await withDuckdb(duckdb, async sql => {
    const silver = await csvSilver(sql, csvs, folder)
    return await rebuildGold(sql, GOLD_STEPS, silver, request, join(folder, 'made-up'))
  })
  const gold = join(folder, 'gold.parquet')
  await writeFile(gold, await writeFrame(frame))

  const definition: StudyDefinition = {
    id: 'bench',
    gold: 'gold/made-up/stays.parquet',
    seed,
    trials,
    seconds: null,
    families: ['boosting'],
    featureSets: ['full'],
    predictionHours: 24,
    availability: 'charttime',
    folds: FOLDS,
    repeats: 1,
    parallelTrials: 4,
  }
  const study = prepareStudy(frame, definition)
  const rows = join(folder, 'rows.csv')
  await writeFile(rows, csvOf(study, study.features.full))
  const { full } = study.features
  return { gold, rows, definition, stays: study.rows.length, features: full.length }
}

/** Categories as texts, all else as numbers; empty where missing. */
function csvOf({ frame, rows, labels, folds }: StudyData, features: readonly Feature[]): string {
  const names = features.map(({ name, kind }) => (kind === 'category' ? `category:${name}` : name))
  const lines = [['label', 'fold', ...names].join(',')]
  for (const [at, row] of rows.entries()) {
    const values = features.map(({ name }) => textOf(frame, name, row))
    lines.push([labels[at], folds.assignment[at], ...values].join(','))
  }
  return `${lines.join('\n')}\n`
}

function textOf(frame: Frame, name: string, row: number): string {
  const column = frame.columns[name]
  const value = column?.values[row] ?? null
  if (value === null || Number.isNaN(value)) return ''
  return typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`
}

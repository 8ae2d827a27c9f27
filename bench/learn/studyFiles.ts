import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeSynthetic } from '../../cli/writeSynthetic.ts'
import { GOLD_STEPS } from '../../shared/compute/goldSteps.ts'
import type { StudyDefinition } from '../../shared/contracts/study.ts'
import { rebuildGold } from '../../shared/leakage/rebuildGold.ts'
import { withDuckdb } from '../../shared/tables/duckdb.ts'
import type { Frame } from '../../shared/tables/frame.ts'
import { writeFrame } from '../../shared/tables/parquetFrame.ts'
import { prepareStudy, type StudyData } from '../../shared/tuning/studyData.ts'
import { csvSilver } from '../leakage/csvSilver.ts'

/** Folds of every study here. */
const FOLDS = 5

/** What our studies and their peers read. */
export interface StudyFiles {
  /** Gold as Parquet, for ours. */
  readonly gold: string
  readonly stays: number
  readonly features: number
  /** One of each seed: folds and all that a search draws are its own. */
  readonly searches: readonly Search[]
}

export interface Search {
  readonly definition: StudyDefinition
  /** The study's rows as CSV, with their label and fold, for the peers: the same rows in the same folds. */
  readonly rows: string
}

/**
 * Gold of a made-up hospital, by the project's own features, and what the peers need of it.
 *
 * @param options - `seed`: of the hospital and of the first search; the others' follow on it
 */
export async function writeStudyFiles(
  folder: string,
  options: { patients: number; seed: number; searches: number; trials: number },
  signal: AbortSignal,
): Promise<StudyFiles> {
  const { patients, seed, trials } = options
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

  const searches: Search[] = []
  for (let number = 0; number < options.searches; number++) {
    const definition = definitionOf(seed + number, trials)
    const rows = join(folder, `rows-${definition.seed}.csv`)
    await writeFile(rows, csvOf(prepareStudy(frame, definition)))
    searches.push({ definition, rows })
  }
  const { rows, features } = prepareStudy(frame, definitionOf(seed, trials))
  return { gold, stays: rows.length, features: features.full.length, searches }
}

function definitionOf(seed: number, trials: number): StudyDefinition {
  return {
    id: 'bench',
    gold: 'gold/made-up/stays.parquet',
    seed,
    trials,
    seconds: null,
    sampler: 'tpe',
    families: ['boosting'],
    featureSets: ['full'],
    predictionHours: 24,
    availability: 'charttime',
    folds: FOLDS,
    repeats: 1,
    parallelTrials: 4,
  }
}

/** Categories as texts, all else as numbers; empty where missing. */
function csvOf({ frame, rows, labels, folds, features: { full } }: StudyData): string {
  const names = full.map(({ name, kind }) => (kind === 'category' ? `category:${name}` : name))
  const lines = [['label', 'fold', ...names].join(',')]
  for (const [at, row] of rows.entries()) {
    const values = full.map(({ name }) => textOf(frame, name, row))
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

import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BenchmarkContext, Verdict } from '../benchmark.ts'
import { median } from '../median.ts'
import { missingModules, runNode, runPython } from '../peerProcess.ts'
import { atMost, notJudged } from '../verdicts.ts'
import { COLUMNS, TEST_ROWS, writeBoostingRows } from './boostingRows.ts'
import { type LearnerReport, learnerReport } from './learnerReport.ts'
import { fetchLightgbm } from './lightgbm.ts'

const TREES = 100
const DEPTH = 6
const ETA = 0.1
const MAX_BIN = 256

/** Share of XGBoost's time on one thread that ours may take, binning included. */
const FIT_SHARE = 0.6
/** How far the AUROC of the test rows may lie below XGBoost's. */
const AUROC_BELOW = 0.002

/** One learner at one size: medians of its turns, and the mean of their AUROCs. */
export interface LearnerResult extends Omit<LearnerReport, 'peakBytes'> {
  /** The highest of all turns; null where the system does not tell. */
  readonly peakBytes: number | null
}

/** One size, and each learner that was measured. */
export interface BoostingResult {
  readonly rows: number
  readonly ours: LearnerResult
  /** The faster of its two ways to bin; undefined where Python has no XGBoost. */
  readonly xgboost: LearnerResult | undefined
  readonly lightgbm: LearnerResult | undefined
}

interface BoostingOptions {
  readonly sizes: readonly number[]
  /** Turns of all learners, one after the other. */
  readonly runs: number
  /** Of the first turn's rows; the next turn has the next seed. */
  readonly seed: number
}

/**
 * Trains and predicts with each learner at each size, every time in a process of its own that does nothing else. Each turn
 * has rows of its own, the same for all learners: on one set of rows alone chance moves an AUROC by more than is judged.
 */
export async function measureBoosting(
  { sizes, runs, seed }: BoostingOptions,
  { folder, signal, say }: BenchmarkContext,
): Promise<readonly BoostingResult[]> {
  say(`\n  boosting: ${COLUMNS} columns, ${TREES} trees, depth ${DEPTH}, one thread; ${runs} turns`)
  const withoutXgboost = await missingModules(['numpy', 'xgboost'])
  if (withoutXgboost !== undefined) say(`  XGBoost: skipped, ${withoutXgboost}`)
  const library =
    withoutXgboost === undefined
      ? await fetchLightgbm(join(folder, 'lightgbm'), signal)
      : { missing: 'it is called from Python' }
  if ('missing' in library) say(`  LightGBM: skipped, ${library.missing}`)

  const results: BoostingResult[] = []
  for (const rows of sizes) {
    const model = [TREES, DEPTH, ETA].map(String)
    const turns: Record<'ours' | 'dmatrix' | 'quantile' | 'lightgbm', LearnerReport[]> = {
      ours: [],
      dmatrix: [],
      quantile: [],
      lightgbm: [],
    }
    for (let turn = 0; turn < runs; turn++) {
      const data = join(folder, `rows-${rows}-${turn}`)
      await writeBoostingRows(data, { rows, seed: seed + turn })
      const given = [data, String(COLUMNS)]
      const bins = [...model, String(MAX_BIN)]
      turns.ours.push(
        await runNode('learn/boostingProcess.js', [...given, ...bins], learnerReport, signal),
      )
      if (withoutXgboost === undefined) {
        for (const way of ['dmatrix', 'quantile'] as const) {
          const asked = [...given, way, ...bins]
          turns[way].push(await runPython('learn/xgboostPeer.py', asked, learnerReport, signal))
        }
      }
      if ('file' in library) {
        // it counts the bin of what is missing too
        const asked = [library.file, ...given, ...model, String(MAX_BIN - 1)]
        turns.lightgbm.push(await runPython('learn/lightgbmPeer.py', asked, learnerReport, signal))
      }
      await rm(data, { recursive: true })
    }
    const ours = resultOf(turns.ours)
    if (ours === undefined) throw new RangeError('there must be at least one turn')
    const result = {
      rows,
      ours,
      xgboost: fasterOf(resultOf(turns.dmatrix), resultOf(turns.quantile)),
      lightgbm: resultOf(turns.lightgbm),
    }
    for (const learner of [result.ours, result.xgboost, result.lightgbm]) {
      if (learner !== undefined) say(learnerLine(rows, learner))
    }
    results.push(result)
  }
  return results
}

/** Each target with what came out, size by size. */
export function judgeBoosting(results: readonly BoostingResult[]): readonly Verdict[] {
  return results.flatMap(({ rows, ours, xgboost }) => {
    const at = `at ${rows.toLocaleString('en')} × ${COLUMNS}`
    const fit = `boosting: at most ${FIT_SHARE} of XGBoost's time on one thread, binning included, ${at}`
    const auroc = `boosting: mean AUROC at most ${AUROC_BELOW} below XGBoost's ${at}`
    const memory = `boosting: at most XGBoost's peak memory ${at}`
    const prediction = `boosting: ${TEST_ROWS.toLocaleString('en')} rows predicted in at most XGBoost's time ${at}`
    if (xgboost === undefined) {
      const why = 'XGBoost was not measured'
      return [fit, auroc, memory, prediction].map(target => notJudged(target, why))
    }
    return [
      atMost(fit, ours.fitSeconds / xgboost.fitSeconds, FIT_SHARE, 2),
      atMost(auroc, xgboost.auroc - ours.auroc, AUROC_BELOW, 4),
      ours.peakBytes === null || xgboost.peakBytes === null
        ? notJudged(memory, 'peaks are read from /proc, which is missing')
        : atMost(memory, ours.peakBytes / xgboost.peakBytes, 1, 2),
      atMost(prediction, ours.predictSeconds / xgboost.predictSeconds, 1, 2),
    ]
  })
}

/** Of the turns; undefined where there are none. */
export function resultOf(turns: readonly LearnerReport[]): LearnerResult | undefined {
  const [first] = turns
  if (first === undefined) return undefined
  const of = (figure: (report: LearnerReport) => number): number => median(turns.map(figure))
  const peaks = turns.flatMap(({ peakBytes }) => peakBytes ?? [])
  return {
    fitSeconds: of(report => report.fitSeconds),
    fitCpuSeconds: of(report => report.fitCpuSeconds),
    predictSeconds: of(report => report.predictSeconds),
    auroc: turns.reduce((sum, { auroc }) => sum + auroc, 0) / turns.length,
    peakBytes: peaks.length === turns.length ? Math.max(...peaks) : null,
    note: first.note,
  }
}

function fasterOf(
  one: LearnerResult | undefined,
  other: LearnerResult | undefined,
): LearnerResult | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return one.fitSeconds <= other.fitSeconds ? one : other
}

function learnerLine(rows: number, learner: LearnerResult): string {
  const { note, fitSeconds, fitCpuSeconds, predictSeconds, auroc, peakBytes } = learner
  const peak = peakBytes === null ? '?' : (peakBytes / 1024 / 1024).toFixed(0)
  return (
    `  ${String(rows).padStart(7)}  ${note.padEnd(28)} fit ${fitSeconds.toFixed(2)} s (${fitCpuSeconds.toFixed(2)} s CPU)  ` +
    `predict ${(predictSeconds * 1000).toFixed(0)} ms  AUROC ${auroc.toFixed(4)}  ${peak} MiB`
  )
}

import { z } from 'zod'
import { holm } from '../evaluation/holm.ts'
import type { Frame } from '../tables/frame.ts'
import { type Binned, binning, countColumn, countNumbers, type DriftBaseline } from './baseline.ts'
import { compareCounts } from './compareCounts.ts'

/** With fewer predictions nothing is said. */
export const FEWEST_ROWS = 100

/**
 * The chance of a false alarm of a whole report, all its tests together. At 1 % there is room below the 5 % that are
 * promised for what the chi-squared distribution is off in its far tail.
 */
export const ALARM_LEVEL = 0.01

/** Customary: from 0.1 a distribution has shifted. With many rows a test finds shifts that mean nothing. */
export const SHIFTED_PSI = 0.1

const check = z.object({
  psi: z.number().nullable().meta({ description: 'population stability index' }),
  test: z.enum(['chi-squared', 'fisher']).nullable().meta({
    description: 'null: no values, or all in one bin',
  }),
  p: z.number().nullable().meta({ description: 'of this test alone' }),
  adjustedP: z.number().nullable().meta({ description: "Holm's, for all tests of the report" }),
  drifted: z.boolean(),
})
export type DriftCheck = z.infer<typeof check>

const distribution = check.extend({
  binning,
  baseline: z.array(z.number()).meta({ description: 'shares of the bins, in training' }),
  recent: z.array(z.number()),
})

/** Predictions beside the training rows of their model. */
export const driftReport = z.object({
  state: z.enum(['insufficient', 'stable', 'drifted']),
  rows: z.int(),
  baselineRows: z.int(),
  alarmLevel: z.number(),
  /** What has drifted: `prediction`, `<feature>`, or `<feature> missing`. */
  drifted: z.array(z.string()),
  prediction: distribution.nullable(),
  features: z.array(
    z.object({
      feature: z.string(),
      values: distribution,
      missing: check.extend({ baseline: z.number(), recent: z.number() }),
    }),
  ),
})
export type DriftReport = z.infer<typeof driftReport>

/** How many predictions fall into each bin of a baseline: those of several frames are added up. */
export interface RecentCounts {
  rows: number
  readonly prediction: Float64Array
  /** In the order of the baseline's features. */
  readonly features: readonly Float64Array[]
}

/** Counts of no rows, in the bins of a baseline. */
export function emptyCounts({ prediction, features }: DriftBaseline): RecentCounts {
  return {
    rows: 0,
    prediction: new Float64Array(prediction.counts.length),
    features: features.map(({ counts }) => new Float64Array(counts.length)),
  }
}

/** @param inputs - of the model, by feature; a feature that none has need not be a column */
export function addCounts(
  counts: RecentCounts,
  baseline: DriftBaseline,
  inputs: Frame,
  probabilities: Float64Array,
): void {
  counts.rows += inputs.rows
  addTo(counts.prediction, countNumbers(baseline.prediction.binning, probabilities))
  baseline.features.forEach(({ name, binning: chosen }, at) => {
    const target = counts.features[at]
    if (target !== undefined) addTo(target, countColumn(chosen, inputs, name))
  })
}

function addTo(target: Float64Array, counts: readonly number[]): void {
  counts.forEach((count, bin) => {
    target[bin] = (target[bin] ?? 0) + count
  })
}

/**
 * Compares predictions with the baseline: of each feature its values and how often it is missing, and the predictions.
 * Something has drifted where its p-value, adjusted for all tests of the report, is at most `ALARM_LEVEL` and its PSI is at
 * least `SHIFTED_PSI`. Rows are taken as independent: many predictions for one patient count as many.
 */
export function reportDrift(baseline: DriftBaseline, counts: RecentCounts): DriftReport {
  const { rows } = counts
  const known = { rows, baselineRows: baseline.rows, alarmLevel: ALARM_LEVEL }
  if (rows < FEWEST_ROWS) {
    return { state: 'insufficient', ...known, drifted: [], prediction: null, features: [] }
  }

  // each by itself
  const distributions = [baseline.prediction, ...baseline.features].map((binned, at) => {
    const recent = Array.from((at === 0 ? counts.prediction : counts.features[at - 1]) ?? [])
    return { binned, recent, comparison: compareCounts(binned.counts, recent) }
  })
  const missing = baseline.features.map((feature, at) => {
    const present = (counts.features[at] ?? new Float64Array(0)).reduce((a, b) => a + b, 0)
    const before: [number, number] = [feature.missing, baseline.rows - feature.missing]
    const now: [number, number] = [rows - present, present]
    return { before, now, comparison: compareCounts(before, now) }
  })

  // all together
  const comparisons = [...distributions, ...missing].map(({ comparison }) => comparison)
  const tested = comparisons.flatMap(comparison => (comparison.p === null ? [] : [comparison]))
  const adjusted = holm(tested.map(({ p }) => p ?? 1))
  const checks = comparisons.map((comparison): DriftCheck => {
    const test = tested.indexOf(comparison)
    const adjustedP = test < 0 ? null : (adjusted[test] ?? null)
    const drifted =
      adjustedP !== null && adjustedP <= ALARM_LEVEL && (comparison.psi ?? 0) >= SHIFTED_PSI
    return { ...comparison, adjustedP, drifted }
  })

  const described = distributions.map(({ binned, recent }, at) => ({
    ...checkAt(checks, at),
    binning: binned.binning,
    baseline: sharesOf(binned.counts),
    recent: sharesOf(recent),
  }))
  const features = baseline.features.map(({ name }, at) => {
    const values = described[at + 1]
    const { before, now } = missing[at] ?? { before: [0, 0], now: [0, 0] }
    if (values === undefined) throw new Error(`drift: feature ${name} was not compared`)
    return {
      feature: name,
      values,
      missing: {
        ...checkAt(checks, described.length + at),
        baseline: sharesOf(before)[0] ?? 0,
        recent: sharesOf(now)[0] ?? 0,
      },
    }
  })
  const prediction = described[0] ?? null
  const drifted = [
    ...(prediction?.drifted === true ? ['prediction'] : []),
    ...features.flatMap(({ feature, values, missing: absent }) => [
      ...(values.drifted ? [feature] : []),
      ...(absent.drifted ? [`${feature} missing`] : []),
    ]),
  ]
  const state = drifted.length > 0 ? 'drifted' : 'stable'
  return { state, ...known, drifted, prediction, features }
}

function checkAt(checks: readonly DriftCheck[], at: number): DriftCheck {
  const found = checks[at]
  if (found === undefined) throw new Error(`drift: no check ${at} of ${checks.length}`)
  return found
}

function sharesOf(counts: Binned['counts']): number[] {
  const rows = counts.reduce((sum, count) => sum + count, 0)
  return counts.map(count => (rows === 0 ? 0 : count / rows))
}

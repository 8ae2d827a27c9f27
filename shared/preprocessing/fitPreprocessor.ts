import type { Feature } from '../features/feature.ts'
import type { Frame } from '../tables/frame.ts'
import { anovaF } from './anova.ts'
import { capped, columnReader } from './applyPreprocessor.ts'
import { mean, quantile, variance } from './moments.ts'
import type { PreprocessingOptions } from './preprocessing.ts'
import type { ColumnStep, Fill, TabularPreprocessor } from './preprocessor.ts'
import { numberReader, textReader } from './readColumn.ts'
import { distinctColumns, isConstant, uncorrelatedColumns } from './redundantColumns.ts'
import { skewLambda } from './skew.ts'
import { yeoJohnson } from './yeoJohnson.ts'

/** A level that fewer training rows have gets no column of its own: it is all zeros, as a level never seen. */
export const RARE_LEVEL_ROWS = 5

/** A column while it is being fitted: its name, how it is made, and its values in the training rows. */
interface Draft {
  readonly name: string
  readonly step: ColumnStep
  readonly values: Float64Array
}

/**
 * Fits the steps of `options` on the training rows only, feature by feature in the order given:
 *
 * - numbers: caps at the quartiles ∓ 1.5 IQR of the observed values (where the IQR is not 0: most values of a rare count
 *   are equal, and capping would leave nothing), fill by median or mean of the capped values, Yeo-Johnson by the rules of
 *   `skew.ts`, standard scaling by the population deviation; the last two fitted on the filled column
 * - flags: 0 where missing, never scaled. A flag that is missing in some training row always gets its indicator: an
 *   unknown comorbidity is not an absent one
 * - categories: the mode where missing (of two equally frequent levels the first by name), then ordinal, one-hot or
 *   training frequency. Rare levels (fewer than 5 training rows) and levels never seen are 0 in every one-hot column
 *
 * Then it drops what says nothing: features that no training row has, constant columns, columns equal to an earlier one
 * (all comorbidities are unknown together), correlated ones, all but the best `selectK` (of equal F the earlier).
 *
 * @param rows - positions of the training rows in the frame
 * @param labels - 0 or 1, one per entry of `rows`, in its order; both classes where `selectK` is set
 * @throws RangeError where `rows` and `labels` differ in length or no column is left
 */
export function fitPreprocessor(
  frame: Frame,
  rows: Int32Array,
  labels: Uint8Array,
  features: readonly Feature[],
  options: PreprocessingOptions,
): TabularPreprocessor {
  if (rows.length !== labels.length || rows.length === 0) {
    throw new RangeError(
      `fitPreprocessor expects one label per training row, got ${labels.length} labels for ${rows.length} rows`,
    )
  }
  const fills: Fill[] = []
  const drafts: Draft[] = []
  for (const feature of features) {
    const fitted = fitFeature(frame, rows, feature, options)
    if (fitted === null) continue
    fills.push({ feature: feature.name, value: fitted.fill })
    for (const [name, step] of fitted.columns) {
      const draft = { name, step, values: valuesOf(step, frame, rows) }
      if (!isConstant(draft.values)) drafts.push(draft)
    }
  }

  const kept = withoutRedundant(drafts, labels, options)
  if (kept.length === 0) {
    throw new RangeError(
      `fitPreprocessor: none of ${features.length} features varies in ${rows.length} training rows`,
    )
  }
  return {
    kind: 'tabular',
    names: kept.map(({ name }) => name),
    sources: kept.map(({ step }) => step.feature),
    fills,
    columns: kept.map(({ step }) => step),
  }
}

interface FittedFeature {
  readonly fill: number | string
  readonly columns: readonly (readonly [name: string, step: ColumnStep])[]
}

function fitFeature(
  frame: Frame,
  rows: Int32Array,
  feature: Feature,
  options: PreprocessingOptions,
): FittedFeature | null {
  if (feature.kind === 'number') return fitNumber(frame, rows, feature.name, options)
  if (feature.kind === 'flag') return fitFlag(frame, rows, feature.name)
  return fitCategory(frame, rows, feature.name, options)
}

function fitNumber(
  frame: Frame,
  rows: Int32Array,
  feature: string,
  options: PreprocessingOptions,
): FittedFeature | null {
  const raw = numberReader(frame, feature)
  const all = Float64Array.from(rows, row => raw(row))
  const observed = all.filter(value => !Number.isNaN(value)).sort()
  if (observed.length === 0) return null

  const cap = options.outliers === 'iqr' ? iqrCap(observed) : null
  // capping keeps the order, so the values stay sorted
  const within = observed.map(value => capped(value, cap))
  const fill = options.fill === 'median' ? quantile(within, 0.5) : mean(within)
  const filled = all.map(value => (Number.isNaN(value) ? fill : capped(value, cap)))
  const lambda = options.skew === 'rules' ? skewLambda(filled) : null
  const shaped = lambda === null ? filled : filled.map(value => yeoJohnson(value, lambda))
  const scaling = options.scale === 'standard' ? scalingOf(shaped) : null

  const columns: [string, ColumnStep][] = [
    [feature, { from: 'number', feature, cap, fill, lambda, scaling }],
  ]
  if (options.missingIndicators && observed.length < rows.length) {
    columns.push([`${feature}_missing`, { from: 'missing', feature, kind: 'number' }])
  }
  return { fill, columns }
}

function iqrCap(sorted: Float64Array): { low: number; high: number } | null {
  const lower = quantile(sorted, 0.25)
  const upper = quantile(sorted, 0.75)
  const reach = 1.5 * (upper - lower)
  return reach === 0 ? null : { low: lower - reach, high: upper + reach }
}

/** Mean and population standard deviation, 1 for a constant column, as StandardScaler. */
function scalingOf(values: Float64Array): { mean: number; scale: number } {
  const center = mean(values)
  const deviation = Math.sqrt(variance(values, center))
  return { mean: center, scale: deviation === 0 ? 1 : deviation }
}

function fitFlag(frame: Frame, rows: Int32Array, feature: string): FittedFeature | null {
  const raw = numberReader(frame, feature)
  const missing = rows.reduce((count, row) => count + (Number.isNaN(raw(row)) ? 1 : 0), 0)
  if (missing === rows.length) return null
  const columns: [string, ColumnStep][] = [[feature, { from: 'flag', feature, fill: 0 }]]
  if (missing > 0) {
    columns.push([`${feature}_missing`, { from: 'missing', feature, kind: 'number' }])
  }
  return { fill: 0, columns }
}

function fitCategory(
  frame: Frame,
  rows: Int32Array,
  feature: string,
  options: PreprocessingOptions,
): FittedFeature | null {
  const raw = textReader(frame, feature)
  const counts = new Map<string, number>()
  let missing = 0
  for (const row of rows) {
    const level = raw(row)
    if (level === null) missing++
    else counts.set(level, (counts.get(level) ?? 0) + 1)
  }
  const levels = [...counts.keys()].sort((a, b) => (a < b ? -1 : 1))
  const fill = modeOf(levels, counts)
  if (fill === null) return null
  counts.set(fill, (counts.get(fill) ?? 0) + missing)

  const columns = encodedCategory(frame, rows, feature, { levels, counts, fill }, options)
  if (options.missingIndicators && missing > 0) {
    columns.push([`${feature}_missing`, { from: 'missing', feature, kind: 'category' }])
  }
  return { fill, columns }
}

/** The levels of a category in the training rows: sorted, counted, the mode counting what is missing too. */
interface Levels {
  readonly levels: string[]
  readonly counts: ReadonlyMap<string, number>
  readonly fill: string
}

function encodedCategory(
  frame: Frame,
  rows: Int32Array,
  feature: string,
  { levels, counts, fill }: Levels,
  options: PreprocessingOptions,
): [string, ColumnStep][] {
  const standardised = (
    step: Extract<ColumnStep, { from: 'ordinal' | 'frequency' }>,
  ): ColumnStep =>
    options.scale === 'none' ? step : { ...step, scaling: scalingOf(valuesOf(step, frame, rows)) }

  if (options.categories === 'ordinal') {
    const step = { from: 'ordinal' as const, feature, levels, fill, scaling: null }
    return [[`${feature}_ordinal`, standardised(step)]]
  }
  if (levels.length <= options.oneHotLevels) {
    return levels
      .filter(level => (counts.get(level) ?? 0) >= RARE_LEVEL_ROWS)
      .map(level => [`${feature}=${level}`, { from: 'level', feature, level, fill }])
  }
  const frequencies = levels.map(level => (counts.get(level) ?? 0) / rows.length)
  const step = { from: 'frequency' as const, feature, levels, frequencies, fill, scaling: null }
  return [[`${feature}_frequency`, standardised(step)]]
}

function modeOf(levels: readonly string[], counts: ReadonlyMap<string, number>): string | null {
  let mode: string | null = null
  let most = 0
  for (const level of levels) {
    const count = counts.get(level) ?? 0
    if (count > most) [mode, most] = [level, count]
  }
  return mode
}

function valuesOf(step: ColumnStep, frame: Frame, rows: Int32Array): Float64Array {
  const valueOf = columnReader(step, frame)
  return Float64Array.from(rows, row => valueOf(row))
}

function withoutRedundant(
  drafts: readonly Draft[],
  labels: Uint8Array,
  options: PreprocessingOptions,
): Draft[] {
  let kept = pick(drafts, distinctColumns)
  const { maxCorrelation, selectK } = options
  if (maxCorrelation !== null) {
    kept = pick(kept, columns => uncorrelatedColumns(columns, maxCorrelation))
  }
  if (selectK !== null) kept = pick(kept, columns => bestColumns(columns, labels, selectK))
  return kept
}

function pick(
  drafts: readonly Draft[],
  choose: (columns: readonly Float64Array[]) => readonly number[],
): Draft[] {
  const chosen = new Set(choose(drafts.map(draft => draft.values)))
  return drafts.filter((_, at) => chosen.has(at))
}

/** Positions of the k columns of highest F, of equal ones the earlier. */
function bestColumns(columns: readonly Float64Array[], labels: Uint8Array, k: number): number[] {
  const scores = columns.map(column => anovaF(column, labels))
  return scores
    .map((_, at) => at)
    .sort((a, b) => {
      const [first = 0, second = 0] = [scores[a], scores[b]]
      // equal also when both are infinite
      return first === second ? a - b : second - first
    })
    .slice(0, k)
}

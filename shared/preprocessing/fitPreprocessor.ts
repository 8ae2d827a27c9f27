import type { Feature } from '../features/feature.ts'
import type { Frame } from '../tables/frame.ts'
import { mean, quantile, variance } from './moments.ts'
import { type Bounds, boundsKey, type NumberFit, numberFits, wholeKey } from './numberFits.ts'
import type { PreprocessingOptions } from './preprocessing.ts'
import type { ColumnStep, Fill, TabularPreprocessor } from './preprocessor.ts'
import { readNumbers, readTexts } from './readColumn.ts'
import { isConstant } from './redundantColumns.ts'
import { selectColumns } from './selectColumns.ts'
import { skewTransform } from './skew.ts'
import { capped, filled, scaled, stepValues, transformed } from './stepValues.ts'

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
 * - numbers: caps at the quartiles ∓ 1.5 IQR of the observed values (with `iqr` where the IQR is not 0: most values of a rare
 *   count are equal, and capping would leave nothing), fill by median or mean of the capped values, a transform by the rules of
 *   `skew.ts`, standard scaling by the population deviation; the last two fitted on the filled column, or, where nothing
 *   fills it, on what is observed
 * - flags: 0 where missing, never scaled. A flag that is missing in some training row always gets its indicator: an
 *   unknown comorbidity is not an absent one. Where nothing fills it, it is its own
 * - categories: the mode where missing (of two equally frequent levels the first by name), then ordinal, one-hot or
 *   training frequency. Rare levels (fewer than 5 training rows) and levels never seen are 0 in every one-hot column
 *
 * Then it drops what says nothing: features that no training row has, constant columns, and what `selectColumns.ts` drops.
 *
 * @param rows - positions of the training rows in the frame; neither is to be changed afterwards (`numberFits.ts`)
 * @param labels - 0 or 1, one per entry of `rows`, in its order; both classes where `selectK` or `rfe` is set
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
    for (const { name, step, values } of fitted.columns) {
      const draft = { name, step, values: values ?? stepValues(step, frame, rows) }
      if (!isConstant(draft.values)) drafts.push(draft)
    }
  }

  const chosen = selectColumns(
    drafts.map(({ values }) => values),
    labels,
    options,
  )
  const kept = chosen.flatMap(at => drafts[at] ?? [])
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
  readonly fill: number | string | null
  readonly columns: readonly FittedColumn[]
}

interface FittedColumn {
  readonly name: string
  readonly step: ColumnStep
  /** In the training rows, where the fit has made them anyway. */
  readonly values?: Float64Array
}

function fitFeature(
  frame: Frame,
  rows: Int32Array,
  feature: Feature,
  options: PreprocessingOptions,
): FittedFeature | null {
  if (feature.kind === 'number') return fitNumber(frame, rows, feature.name, options)
  if (feature.kind === 'flag') return fitFlag(frame, rows, feature.name, options)
  return fitCategory(frame, rows, feature.name, options)
}

function fitNumber(
  frame: Frame,
  rows: Int32Array,
  feature: string,
  options: PreprocessingOptions,
): FittedFeature | null {
  const { whole } = numberFits(frame, rows)
  const key = wholeKey(feature, options)
  const before = whole.get(key)
  const fitted =
    before === undefined
      ? fitSteps(frame, rows, feature, options)
      : { fit: before, values: stepValues(before.step, frame, rows) }
  if (fitted === null) return null
  const { fit, values } = fitted
  whole.set(key, fit)

  const columns: FittedColumn[] = [{ name: feature, step: fit.step, values }]
  if (options.missingIndicators && fit.observed < rows.length) {
    columns.push(indicatorOf(feature, 'number'))
  }
  return { fill: fit.step.fill, columns }
}

/** The steps of a numeric feature, and its values as they leave them; null where no row has one. */
function fitSteps(
  frame: Frame,
  rows: Int32Array,
  feature: string,
  options: PreprocessingOptions,
): { fit: NumberFit; values: Float64Array } | null {
  const values = readNumbers(frame, feature, rows)
  const { bounds } = numberFits(frame, rows)
  const key = boundsKey(feature, options)
  const found = bounds.get(key) ?? boundsOf(values, options)
  if (found === null) return null
  bounds.set(key, found)

  const { cap, fill, observed } = found
  filled(capped(values, cap), fill)
  const known = () => (fill === null ? observedOf(values) : values)
  const transform = options.skew === 'none' ? null : skewTransform(known(), options.skew)
  transformed(values, transform)
  const scaling = options.scale === 'standard' ? scalingOf(known()) : null
  scaled(values, scaling)
  return {
    fit: { step: { from: 'number', feature, cap, fill, transform, scaling }, observed },
    values,
  }
}

function boundsOf(values: Float64Array, options: PreprocessingOptions): Bounds | null {
  const observed = observedOf(values).sort()
  if (observed.length === 0) return null
  const cap = iqrCap(observed, options.outliers)
  // capping keeps the order, so the values stay sorted
  const fill = fillOf(capped(observed, cap), options.fill)
  return { cap, fill, observed: observed.length }
}

function observedOf(values: Float64Array): Float64Array {
  let count = 0
  const observed = new Float64Array(values.length)
  for (const value of values) {
    if (!Number.isNaN(value)) observed[count++] = value
  }
  return observed.subarray(0, count)
}

function fillOf(sorted: Float64Array, fill: PreprocessingOptions['fill']): number | null {
  if (fill === 'none') return null
  return fill === 'median' ? quantile(sorted, 0.5) : mean(sorted)
}

function indicatorOf(feature: string, kind: 'number' | 'category'): FittedColumn {
  return { name: `${feature}_missing`, step: { from: 'missing', feature, kind } }
}

function iqrCap(
  sorted: Float64Array,
  outliers: PreprocessingOptions['outliers'],
): { low: number; high: number } | null {
  if (outliers === 'none') return null
  const lower = quantile(sorted, 0.25)
  const upper = quantile(sorted, 0.75)
  const reach = 1.5 * (upper - lower)
  return reach === 0 && outliers === 'iqr' ? null : { low: lower - reach, high: upper + reach }
}

/** Mean and population standard deviation, 1 for a constant column, as StandardScaler. */
function scalingOf(values: Float64Array): { mean: number; scale: number } {
  const center = mean(values)
  const deviation = Math.sqrt(variance(values, center))
  return { mean: center, scale: deviation === 0 ? 1 : deviation }
}

function fitFlag(
  frame: Frame,
  rows: Int32Array,
  feature: string,
  options: PreprocessingOptions,
): FittedFeature | null {
  const observed = observedOf(readNumbers(frame, feature, rows)).length
  if (observed === 0) return null
  const fill = options.fill === 'none' ? null : 0
  const columns: FittedColumn[] = [{ name: feature, step: { from: 'flag', feature, fill } }]
  const isIndicated = fill !== null || options.missingIndicators
  if (isIndicated && observed < rows.length) columns.push(indicatorOf(feature, 'number'))
  return { fill, columns }
}

function fitCategory(
  frame: Frame,
  rows: Int32Array,
  feature: string,
  options: PreprocessingOptions,
): FittedFeature | null {
  const counts = new Map<string, number>()
  let missing = 0
  for (const level of readTexts(frame, feature, rows)) {
    if (level === null) missing++
    else counts.set(level, (counts.get(level) ?? 0) + 1)
  }
  const levels = [...counts.keys()].sort((a, b) => (a < b ? -1 : 1))
  const mode = modeOf(levels, counts)
  if (mode === null) return null
  const fill = options.fill === 'none' ? null : mode
  if (fill !== null) counts.set(fill, (counts.get(fill) ?? 0) + missing)

  const columns = encodedCategory(frame, rows, feature, { levels, counts, fill }, options)
  if (options.missingIndicators && missing > 0) columns.push(indicatorOf(feature, 'category'))
  return { fill, columns }
}

/** The levels of a category in the training rows: sorted, counted, the mode counting what is missing too. */
interface Levels {
  readonly levels: string[]
  readonly counts: ReadonlyMap<string, number>
  readonly fill: string | null
}

function encodedCategory(
  frame: Frame,
  rows: Int32Array,
  feature: string,
  { levels, counts, fill }: Levels,
  options: PreprocessingOptions,
): FittedColumn[] {
  const standardised = (
    step: Extract<ColumnStep, { from: 'ordinal' | 'frequency' }>,
  ): ColumnStep =>
    options.scale === 'none'
      ? step
      : { ...step, scaling: scalingOf(observedOf(stepValues(step, frame, rows))) }

  if (options.categories === 'ordinal') {
    const step = { from: 'ordinal' as const, feature, levels, fill, scaling: null }
    return [{ name: `${feature}_ordinal`, step: standardised(step) }]
  }
  if (levels.length <= options.oneHotLevels) {
    return levels
      .filter(level => (counts.get(level) ?? 0) >= RARE_LEVEL_ROWS)
      .map(level => ({
        name: `${feature}=${level}`,
        step: { from: 'level', feature, level, fill },
      }))
  }
  const frequencies = levels.map(level => (counts.get(level) ?? 0) / rows.length)
  const step = { from: 'frequency' as const, feature, levels, frequencies, fill, scaling: null }
  return [{ name: `${feature}_frequency`, step: standardised(step) }]
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

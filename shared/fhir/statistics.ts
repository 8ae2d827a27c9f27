import { TRENDED } from '../features/aggregate.ts'
import type { Reading } from './readings.ts'

const HOUR = 3_600_000

type Timed = Pick<Reading, 'offset' | 'value'>

/**
 * The statistics of a measured concept as gold has them (`measurementsCte`), by feature name: lowest, highest, mean and
 * number of all readings; first and last with simultaneous readings averaged; for concepts with trends the last less
 * the first and the slope per hour of the least-squares line. A test holds them to gold's own SQL.
 */
export function statisticsOf(concept: string, readings: readonly Timed[]): Record<string, number> {
  if (readings.length === 0) return {}
  const values = readings.map(({ value }) => value)
  const times = readings.map(({ offset }) => offset)
  const [start, end] = [minimum(times), maximum(times)]
  const first = average(readings.filter(({ offset }) => offset === start))
  const last = average(readings.filter(({ offset }) => offset === end))
  const features: Record<string, number> = {
    [`${concept}_min`]: minimum(values),
    [`${concept}_max`]: maximum(values),
    [`${concept}_mean`]: average(readings),
    [`${concept}_first`]: first,
    [`${concept}_last`]: last,
    [`${concept}_count`]: readings.length,
  }
  if (TRENDED.includes(concept) && start < end) {
    features[`${concept}_delta`] = rounded(last - first)
    features[`${concept}_slope`] = slopeOf(readings)
  }
  return features
}

/**
 * Totals of the Glasgow Coma Scale: where a total is charted, that; else from its parts as gold does: what is not
 * charted now is carried forward from the time before if that is less than 6 h ago, else normal (4 + 5 + 6). FHIR does
 * not say that verbal could not be tested, so that nobody counts as 15 for being intubated.
 */
export function gcsTotals(readings: readonly Reading[]): readonly Timed[] {
  const totals = readings.filter(({ concept }) => concept === 'gcs')
  const charted = new Set(totals.map(({ offset }) => offset))
  const parts = partsByTime(readings)
  const computed = parts.map(({ offset, values }, index): Timed => {
    const before = parts[index - 1]
    const recent =
      before !== undefined && offset - before.offset < 6 * HOUR ? before.values : undefined
    const value = GCS_PARTS.reduce(
      (sum, { concept, normal }) => sum + (values.get(concept) ?? recent?.get(concept) ?? normal),
      0,
    )
    return { offset, value }
  })
  return [...totals, ...computed.filter(({ offset }) => !charted.has(offset))]
}

const GCS_PARTS = [
  { concept: 'gcs_eye', normal: 4 },
  { concept: 'gcs_verbal', normal: 5 },
  { concept: 'gcs_motor', normal: 6 },
] as const

interface PartsAtTime {
  readonly offset: number
  readonly values: ReadonlyMap<string, number>
}

function partsByTime(readings: readonly Reading[]): readonly PartsAtTime[] {
  const byTime = new Map<number, Map<string, number>>()
  for (const { concept, offset, value } of readings) {
    if (!GCS_PARTS.some(part => part.concept === concept)) continue
    const values = byTime.get(offset) ?? new Map<string, number>()
    values.set(concept, Math.max(value, values.get(concept) ?? 0))
    byTime.set(offset, values)
  }
  return [...byTime]
    .sort(([a], [b]) => a - b)
    .map(([offset, values]): PartsAtTime => ({ offset, values }))
}

function slopeOf(readings: readonly Timed[]): number {
  const count = readings.length
  const meanTime = readings.reduce((sum, { offset }) => sum + offset, 0) / count
  const meanValue = readings.reduce((sum, { value }) => sum + value, 0) / count
  let covariance = 0
  let variance = 0
  for (const { offset, value } of readings) {
    const time = (offset - meanTime) / HOUR
    covariance += time * (value - meanValue)
    variance += time * time
  }
  return rounded(covariance / variance)
}

function average(readings: readonly Timed[]): number {
  return rounded(readings.reduce((sum, { value }) => sum + value, 0) / readings.length)
}

/** Not by spreading: a stay may have more readings than a call may have arguments. */
function minimum(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
}

function maximum(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6
}

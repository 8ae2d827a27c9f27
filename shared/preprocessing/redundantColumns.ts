import { weightedProducts } from '../models/weightedProducts.ts'

/** Correlations are computed on at most this many evenly spaced rows: at 0.9 the standard error is then below 0.003. */
const CORRELATION_ROWS = 5_000

/** Says nothing of any row: all values are equal, or all are missing. One value here and NaN there is something. */
export function isConstant(values: Float64Array): boolean {
  const first = values[0] ?? Number.NaN
  for (let row = 1; row < values.length; row++) {
    if (!Object.is(values[row], first) && values[row] !== first) return false
  }
  return true
}

/** Positions of the columns that equal no earlier one in every row, NaN being equal to NaN. */
export function distinctColumns(columns: readonly Float64Array[]): number[] {
  const byFingerprint = new Map<number, Float64Array[]>()
  const kept: number[] = []
  columns.forEach((column, at) => {
    // the exact comparison decides: the weighted sum only brings the candidates together
    let fingerprint = 0
    for (let row = 0; row < column.length; row++) {
      const value = column[row] ?? 0
      fingerprint += (Number.isNaN(value) ? 1 / 3 : value) * (row + 1)
    }
    const candidates = byFingerprint.get(fingerprint) ?? []
    if (candidates.some(other => isEqual(other, column))) return
    byFingerprint.set(fingerprint, [...candidates, column])
    kept.push(at)
  })
  return kept
}

function isEqual(a: Float64Array, b: Float64Array): boolean {
  for (let row = 0; row < a.length; row++) {
    if (!Object.is(a[row], b[row]) && a[row] !== b[row]) return false
  }
  return true
}

/**
 * Positions of the columns left when of every two that correlate above `limit` (Pearson, absolute) the later is dropped.
 * A column is compared with those kept before it. Columns must not be constant.
 */
export function uncorrelatedColumns(columns: readonly Float64Array[], limit: number): number[] {
  const directions = columns.map(unitVector)
  const ones = new Float64Array(directions[0]?.length ?? 0).fill(1)
  // column `at` only ever asks for those before it
  const correlations = weightedProducts(directions, directions, ones, (a, b) => b <= a)
  const kept: number[] = []
  for (let at = 0; at < columns.length; at++) {
    const start = at * columns.length
    const isNear = (other: number) => Math.abs(correlations[start + other] ?? 0) > limit
    if (!kept.some(isNear)) kept.push(at)
  }
  return kept
}

/** Centred and of length 1, so that the dot product of two is their correlation; all 0 where the sample is constant. */
function unitVector(column: Float64Array): Float64Array {
  const stride = Math.ceil(column.length / CORRELATION_ROWS)
  const sample = Float64Array.from(
    { length: Math.ceil(column.length / stride) },
    (_, row) => column[row * stride] ?? 0,
  )
  let sum = 0
  for (const value of sample) sum += value
  const center = sum / sample.length
  let square = 0
  for (let row = 0; row < sample.length; row++) {
    const off = (sample[row] ?? 0) - center
    sample[row] = off
    square += off * off
  }
  const length = Math.sqrt(square)
  return length === 0 ? sample.fill(0) : sample.map(value => value / length)
}

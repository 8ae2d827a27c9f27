import { withColumns } from '../models/columnBlock.ts'

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

/** Columns that are compared at a time with those kept before them. */
const PANEL = 32

/**
 * Positions of the columns left when of every two that correlate above `limit` (Pearson, absolute) the later is dropped.
 * A column is compared with those kept before it. Columns must not be constant.
 */
export function uncorrelatedColumns(columns: readonly Float64Array[], limit: number): number[] {
  const rows = columns[0]?.length ?? 0
  const stride = Math.max(1, Math.ceil(rows / CORRELATION_ROWS))
  const sampled = Math.ceil(rows / stride)
  const ones = new Float64Array(sampled).fill(1)
  return withColumns(sampled, columns.length, directions => {
    directions.columns.forEach((direction, at) => {
      writeDirection(direction, columns[at] ?? ones, stride)
    })
    const kept: number[] = []
    for (let start = 0; start < columns.length; start += PANEL) {
      const panel = columns.slice(start, start + PANEL).map((_, at) => start + at)
      const before = kept.length
      const others = [...kept, ...panel]
      const correlations = directions.products(panel, others, ones, before)
      panel.forEach((column, row) => {
        const isNear = (other: number) => {
          const place = other < before ? other : before + (kept[other] ?? 0) - start
          return Math.abs(correlations[row * others.length + place] ?? 0) > limit
        }
        if (!kept.some((_, other) => isNear(other))) kept.push(column)
      })
    }
    return kept
  })
}

/**
 * Every so many rows of a column, centred and of length 1, so that the dot product of two is their correlation; all 0 where
 * these rows are equal.
 */
function writeDirection(direction: Float64Array, column: Float64Array, stride: number): void {
  let sum = 0
  for (let row = 0; row < direction.length; row++) {
    const value = column[row * stride] ?? 0
    direction[row] = value
    sum += value
  }
  const center = sum / direction.length
  let square = 0
  for (let row = 0; row < direction.length; row++) {
    const off = (direction[row] ?? 0) - center
    direction[row] = off
    square += off * off
  }
  const length = Math.sqrt(square)
  if (length === 0) direction.fill(0)
  else
    for (let row = 0; row < direction.length; row++) direction[row] = (direction[row] ?? 0) / length
}

import type { Matrix } from '../matrix.ts'
import { loadBoostingKernel, MOST_BINS, paddedRows } from './kernel.ts'

/** The bins of a matrix's columns. */
export interface Bins {
  /** How many bins each column's values are in; a row in which it is missing has this number as its bin. */
  readonly counts: Uint16Array
  /** Column j's bin b holds values below `cuts[j][b]`, the smallest value of the next bin. */
  readonly cuts: readonly Float32Array[]
}

/** A matrix as trees are grown on it: of each value only which bin of its column it is in. */
export interface BinnedMatrix extends Bins {
  readonly rows: number
  readonly columns: number
  readonly names: readonly string[]
  /** Column j's bin in row i at `j * paddedRows(rows) + i`; 0 behind the last row. */
  readonly bins: Uint8Array
}

/** Columns that are read from the matrix at a time: so many float64 lie in one line of the processor's cache. */
const COLUMNS_AT_A_TIME = 8

/**
 * Cuts the columns of a matrix into at most `maxBin` bins of equal weight. With at most `maxBin` different values (one less
 * where 256 bins would leave none for those that are missing) each value is a bin of its own, as in XGBoost.
 *
 * @param weights - one per row; all 1 when absent
 * @throws RangeError where a value is too large for a float32, naming its column
 */
export function binMatrix(
  { rows, columns, names, values }: Matrix,
  maxBin: number,
  weights?: Float64Array,
): BinnedMatrix {
  const padded = paddedRows(rows)
  // memory: a column's values, weights, room to sort it, its bins
  const weightsAt = 4 * padded
  const pairsAt = weightsAt + 4 * padded
  const sortAt = pairsAt + 16 * padded
  const cutsAt = sortAt + 3 * 2048 * 4
  const binsAt = cutsAt + 4 * MOST_BINS
  const { functions, memory } = loadBoostingKernel(binsAt + padded)
  const ofColumn = new Float32Array(memory, 0, rows)
  const binsOfColumn = new Uint8Array(memory, binsAt, padded)
  const room = new Float32Array(memory, cutsAt, MOST_BINS)
  if (weights !== undefined) new Float32Array(memory, weightsAt, rows).set(weights)

  const counts = new Uint16Array(columns)
  const cuts: Float32Array[] = []
  const bins = new Uint8Array(columns * padded)
  const block = new Float32Array(COLUMNS_AT_A_TIME * rows)
  for (let first = 0; first < columns; first += COLUMNS_AT_A_TIME) {
    const width = Math.min(COLUMNS_AT_A_TIME, columns - first)
    readColumns(values, columns, first, width, rows, block)
    for (let at = 0; at < width; at++) {
      const column = first + at
      ofColumn.set(block.subarray(at * rows, (at + 1) * rows))
      const weighted = weights === undefined ? 0 : weightsAt
      const count = functions.binColumn(0, rows, weighted, maxBin, pairsAt, sortAt, binsAt, cutsAt)
      const found = room.slice(0, count)
      if (!found.every(Number.isFinite)) {
        throw new RangeError(
          `boosting: column \`${names[column]}\` has a value that a float32 cannot hold`,
        )
      }
      counts[column] = count
      cuts.push(found)
      bins.set(binsOfColumn, column * padded)
    }
  }
  return { rows, columns, names, counts, cuts, bins }
}

/** Copies some columns, each one behind the other. */
function readColumns(
  values: Float64Array,
  columns: number,
  first: number,
  width: number,
  rows: number,
  block: Float32Array,
): void {
  for (let row = 0; row < rows; row++) {
    let from = row * columns + first
    const end = width * rows
    for (let to = row; to < end; to += rows) block[to] = values[from++] ?? 0
  }
}

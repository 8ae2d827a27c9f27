import type { Kernel } from '../../compute/kernels.ts'
import type { Matrix } from '../model.ts'
import type { BoostingFunctions, Layout } from './kernel.ts'

/** The bins of a matrix's columns. */
export interface Bins {
  /** How many bins each column's values are in; a row in which it is missing has this number as its bin. */
  readonly counts: Uint16Array
  /** Column j's bin b holds values below `cuts[j][b]`, the smallest value of the next bin. */
  readonly cuts: readonly Float32Array[]
}

/** Columns that are read from the matrix at a time: so many float64 lie in one line of the processor's cache. */
const COLUMNS_AT_A_TIME = 8

/**
 * Cuts the columns of a matrix into at most `maxBin` bins of equal weight and writes the bins of all rows into the
 * kernel's memory, at `columnBins` and `rowBins`. With at most `maxBin` different values (one less where 256 bins would
 * leave none for those that are missing) each value is a bin of its own, as in XGBoost.
 *
 * @param weights - float32, one per row, in the kernel's memory; undefined where all are 1
 * @throws RangeError where a value is too large for a float32, naming its column
 */
export function cutIntoBins(
  { functions, memory }: Kernel<BoostingFunctions>,
  layout: Layout,
  matrix: Matrix,
  weights: number | undefined,
  maxBin: number,
): Bins {
  const { rows, columns, names, values } = matrix
  const { padded, stride } = layout
  const counts = new Uint16Array(columns)
  const cuts: Float32Array[] = []
  const block = new Float32Array(COLUMNS_AT_A_TIME * rows)
  const room = new Float32Array(memory, layout.gradients, rows)
  for (let first = 0; first < columns; first += COLUMNS_AT_A_TIME) {
    const width = Math.min(COLUMNS_AT_A_TIME, columns - first)
    readColumns(values, columns, first, width, rows, block)
    for (let at = 0; at < width; at++) {
      const column = first + at
      room.set(block.subarray(at * rows, (at + 1) * rows))
      const count = functions.binColumn(
        layout.gradients,
        rows,
        weights ?? 0,
        maxBin,
        layout.gathered,
        layout.counts,
        layout.columnBins + column * padded,
        layout.cuts,
      )
      const found = new Float32Array(memory, layout.cuts, count).slice()
      if (!found.every(Number.isFinite)) {
        throw new RangeError(
          `boosting: column \`${names[column]}\` has a value that a float32 cannot hold`,
        )
      }
      counts[column] = count
      cuts.push(found)
    }
  }
  new Uint32Array(memory, layout.treeColumns, columns).set([...counts.keys()])
  functions.interleaveColumns(
    layout.columnBins,
    padded,
    layout.treeColumns,
    columns,
    padded,
    layout.rowBins,
    stride,
  )
  return { counts, cuts }
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

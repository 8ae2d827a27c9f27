import type { Matrix } from '../../../shared/models/matrix.ts'
import { seededRandom } from '../../../shared/random.ts'

export interface TrainingData {
  readonly matrix: Matrix
  readonly labels: Uint8Array
}

/**
 * Rows of independent standard normal columns, every third of them a flag; the log-odds of the label are
 * x₀ − x₁ / 2 − 1, so there is something to learn. Both classes are there.
 */
export function trainingData(rows: number, columns: number, seed = 1): TrainingData {
  const random = seededRandom(seed, 'training data')
  const labels = new Uint8Array(rows)
  const values = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const drawn = random.normal()
      values[row * columns + column] = column % 3 === 2 ? Number(drawn > 0) : drawn
    }
    const margin = (values[row * columns] ?? 0) - (values[row * columns + 1] ?? 0) / 2 - 1
    labels[row] = Number(random.uniform() < 1 / (1 + Math.exp(-margin)))
  }
  labels[0] = 0
  labels[1] = 1
  return { matrix: { rows, columns, names: columnNames(columns), values }, labels }
}

export function columnNames(columns: number): string[] {
  return Array.from({ length: columns }, (_, column) => `x${column}`)
}

/** The rows of a matrix at these positions, in this order. */
export function rowsAt(matrix: Matrix, positions: readonly number[]): Matrix {
  const values = positions.flatMap(row =>
    Array.from(matrix.values.subarray(row * matrix.columns, (row + 1) * matrix.columns)),
  )
  return { ...matrix, rows: positions.length, values: Float64Array.from(values) }
}

/** A dense design matrix, row-major: value of row i, column j at `values[i * columns + j]`. No missing values unless said. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly names: readonly string[]
  readonly values: Float64Array
}

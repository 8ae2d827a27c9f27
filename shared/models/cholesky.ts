/**
 * Factors a symmetric matrix in place as L Lᵀ (its lower triangle is read and becomes L).
 *
 * @param matrix - size × size, row-major
 * @returns false where it is not positive definite in double precision; the matrix is then half overwritten
 */
export function factorCholesky(matrix: Float64Array, size: number): boolean {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column] ?? 0
      for (let k = 0; k < column; k++) {
        sum -= (matrix[row * size + k] ?? 0) * (matrix[column * size + k] ?? 0)
      }
      if (row === column) {
        if (!(sum > 0)) return false
        matrix[row * size + row] = Math.sqrt(sum)
      } else {
        matrix[row * size + column] = sum / (matrix[column * size + column] ?? 1)
      }
    }
  }
  return true
}

/** Solves L Lᵀ x = right side in place, L as `factorCholesky` leaves it. */
export function solveCholesky(factor: Float64Array, size: number, vector: Float64Array): void {
  for (let row = 0; row < size; row++) {
    let sum = vector[row] ?? 0
    for (let k = 0; k < row; k++) sum -= (factor[row * size + k] ?? 0) * (vector[k] ?? 0)
    vector[row] = sum / (factor[row * size + row] ?? 1)
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = vector[row] ?? 0
    for (let k = row + 1; k < size; k++) sum -= (factor[k * size + row] ?? 0) * (vector[k] ?? 0)
    vector[row] = sum / (factor[row * size + row] ?? 1)
  }
}

import type { Matrix } from '../matrix.ts'
import type { GrownNode } from './growTree.ts'

export interface ValidationRows {
  /** Of the columns that are trained on. */
  readonly matrix: Matrix
  readonly labels: Uint8Array
  /** One per row; all 1 when absent. */
  readonly weights?: Float64Array
}

/** Follows rows that are not trained on through training, and tells when it no longer helps them. */
export class Validation {
  /** Of the rows, after the trees so far. */
  readonly margins: Float32Array
  private readonly rows: ValidationRows
  private readonly patience: number | undefined
  private bestRound = 0
  private bestLoss = Number.POSITIVE_INFINITY

  /** @param patience - rounds without a lower log loss after which training is over; undefined for never */
  constructor(rows: ValidationRows, margin: number, patience: number | undefined) {
    const { matrix, labels, weights } = rows
    if (labels.length !== matrix.rows || (weights ?? labels).length !== matrix.rows) {
      throw new RangeError(
        `boosting: ${matrix.rows} validation rows, but ${labels.length} labels and ${(weights ?? labels).length} weights`,
      )
    }
    this.rows = rows
    this.patience = patience
    this.margins = new Float32Array(matrix.rows).fill(margin)
  }

  /** Adds a tree, its nodes in the order that `EnsembleBuilder` gives them. */
  add(nodes: readonly GrownNode[]): void {
    const { rows, columns, values } = this.rows.matrix
    const { margins } = this
    const root = nodes[0]
    if (root === undefined) return
    for (let row = 0; row < rows; row++) {
      const from = row * columns
      let node = root
      while (node.children !== undefined) {
        const value = Math.fround(values[from + node.column] ?? 0)
        const isLeft = Number.isNaN(value) ? node.missingLeft : value < node.threshold
        node = node.children[isLeft ? 0 : 1]
      }
      margins[row] = (margins[row] ?? 0) + node.value
    }
  }

  /** Looks at the margins after a round. */
  endRound(round: number): void {
    if (this.patience === undefined) return
    const loss = this.logLoss()
    if (loss >= this.bestLoss) return
    this.bestLoss = loss
    this.bestRound = round
  }

  isOver(round: number): boolean {
    return this.patience !== undefined && round - this.bestRound >= this.patience
  }

  /** Rounds up to the best one; undefined where all are to be kept. */
  get roundsToKeep(): number | undefined {
    return this.patience === undefined ? undefined : this.bestRound + 1
  }

  private logLoss(): number {
    const { labels, weights } = this.rows
    let loss = 0
    let total = 0
    for (let row = 0; row < labels.length; row++) {
      const weight = weights?.[row] ?? 1
      const margin = labels[row] === 1 ? (this.margins[row] ?? 0) : -(this.margins[row] ?? 0)
      // −log of the probability of the label, without overflow
      loss += weight * (Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin))))
      total += weight
    }
    return loss / total
  }
}

import type { Matrix } from '../models/matrix.ts'
import type { Frame } from '../tables/frame.ts'

/** One part of a severity score: what it is called in a model, and what it is computed from. */
export interface ScoreComponent {
  /** Column name of its points, `oasis_heart_rate`. */
  readonly name: string
  /** In the clinician's words. */
  readonly description: string
  /** Catalogue features, in the order in which `points` takes their values. */
  readonly features: readonly string[]
  /** Points of one stay; a missing value is NaN, and what is missing scores 0 as in mimic-code. */
  readonly points: (...values: readonly number[]) => number
}

/**
 * Points of each component, one row per row of `frame`, columns as `components`; the score is their sum. A feature that
 * `frame` lacks, or whose value is NaN, gives no points.
 *
 * @param frame - columns by catalogue name (`heart_rate_min`, …); others are ignored. Text where a number belongs is an error.
 */
export function scorePoints(components: readonly ScoreComponent[], frame: Frame): Matrix {
  const columns = components.length
  const values = new Float64Array(frame.rows * columns)

  components.forEach((component, column) => {
    const inputs = component.features.map(feature => numbersOf(frame, feature, component.name))
    const taken = inputs.map(() => Number.NaN)
    for (let row = 0; row < frame.rows; row++) {
      for (let input = 0; input < inputs.length; input++) {
        taken[input] = inputs[input]?.[row] ?? Number.NaN
      }
      values[row * columns + column] = component.points(...taken)
    }
  })

  return { rows: frame.rows, columns, names: components.map(({ name }) => name), values }
}

/** The score of each row: the sum of its points. */
export function scoreSums(points: Matrix): Float64Array {
  const scores = new Float64Array(points.rows)
  for (let row = 0; row < points.rows; row++) {
    for (let column = 0; column < points.columns; column++) {
      scores[row] = (scores[row] ?? 0) + (points.values[row * points.columns + column] ?? 0)
    }
  }
  return scores
}

function numbersOf(frame: Frame, name: string, component: string): Float64Array | undefined {
  const column = frame.columns[name]
  if (column === undefined) return undefined
  if (column.kind === 'text') {
    throw new Error(`${component}: \`${name}\` must be a number column, but it is text.`)
  }
  return column.values
}

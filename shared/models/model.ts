import type { BinnedMatrix } from './boosting/bins.ts'
import type { Matrix } from './matrix.ts'

/**
 * How the inputs push one row's raw score, in log-odds. For each row i
 * `baseValue + sum_j values[i * columns + j]` equals the margin to 1e-6.
 */
export interface Contributions {
  readonly baseValue: number
  readonly values: Float64Array
}

export type ParameterValue = number | string | boolean | null
export type Parameters = Readonly<Record<string, ParameterValue>>

export interface FitOptions {
  /** All randomness comes from here: the same data, parameters and seed give the same model, byte for byte. */
  readonly seed: number
  /** One per row; all 1 when absent. */
  readonly weights?: Float64Array
  /** Families that grow in rounds show it after each; others never do. */
  readonly watch?: FitWatch
}

/** Looks on while a model grows, and may break it off. */
export interface FitWatch {
  /** Rows that are not trained on, of the same columns, and their labels. */
  readonly matrix: Matrix
  readonly labels: Uint8Array
  /**
   * @param share - of the training that is done: 1 after the last round
   * @param margins - log-odds of the rows so far; they change with the next round
   * @returns whether to go on; where not, the model is what has grown so far
   */
  goesOn(share: number, margins: Float32Array): boolean
}

/**
 * A family of models behind one interface. `Model` is plain JSON: it is what `model.json` holds, it is never code.
 * The models of one family are told apart from others by the `family` of the artifact that holds them.
 */
export interface ModelFamily<Model> {
  readonly name: FamilyName
  /** Whether the matrix may hold NaN, for a value that is missing: trees that learn where it goes. */
  readonly takesMissing: boolean
  /** Trains on `labels` (0 or 1, one per row). Throws where only one class is present. */
  fit(matrix: Matrix, labels: Uint8Array, parameters: Parameters, options: FitOptions): Model
  /**
   * Of families that see of a value only which bin of its column it is in: the same fit, without weights, on a matrix that
   * is cut into bins already, which many fits may have in common.
   */
  readonly onBins?: {
    /** How many bins these parameters ask for. */
    maxBin(parameters: Parameters): number
    fit(
      binned: BinnedMatrix,
      labels: Uint8Array,
      parameters: Parameters,
      options: Omit<FitOptions, 'weights'>,
    ): Model
  }
  /** Raw scores in log-odds, one per row, before calibration. */
  margins(model: Model, matrix: Matrix): Float64Array
  /** Exact for linear models and trees; what a family cannot give exactly, it says in its docstring. */
  contributions(model: Model, matrix: Matrix): Contributions
  /**
   * Standard error of each margin, for how few patients the model was estimated from; absent or null in families that
   * know none, null in models published before theirs was kept.
   */
  standardErrors?(model: Model, matrix: Matrix): Float64Array | null
  /** Parses what `model.json` held; throws with the reason where it is not this family's. */
  parse(json: unknown): Model
}

/**
 * - `severity`: OASIS recalibrated (one slope, one intercept)
 * - `logistic`: penalised logistic regression, ours
 * - `ml-logistic-regression`, `ml-random-forest`: the npm packages of these names
 * - `random-forest`, `boosting`: trees of our own trainer, models in XGBoost's format
 */
export type FamilyName =
  | 'severity'
  | 'logistic'
  | 'ml-logistic-regression'
  | 'ml-random-forest'
  | 'random-forest'
  | 'boosting'

/** From simplest to most complex: of models within one standard error of the best, the first here wins. */
export const FAMILIES: readonly FamilyName[] = [
  'severity',
  'logistic',
  'ml-logistic-regression',
  'ml-random-forest',
  'random-forest',
  'boosting',
]

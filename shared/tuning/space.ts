import type { FamilyName, Parameters, ParameterValue } from '../models/model.ts'

/**
 * One parameter and what it may be.
 *
 * - `float`: low … high, both inclusive; `log`: uniform in its logarithm
 * - `int`: low, low + step, … high
 * - `choice`: one of a list
 */
export type Dimension = (
  | { readonly kind: 'float'; readonly low: number; readonly high: number; readonly log: boolean }
  | {
      readonly kind: 'int'
      readonly low: number
      readonly high: number
      readonly step: number
      readonly log: boolean
    }
  | { readonly kind: 'choice'; readonly choices: readonly ParameterValue[] }
) & {
  readonly name: string
  /** It is a parameter only where an earlier one has one of these values. */
  readonly when?: { readonly name: string; readonly among: readonly ParameterValue[] }
}

/** Dimensions in the order in which they are drawn. */
export type Space = readonly Dimension[]

/** Whether a dimension's condition holds, given the parameters drawn before it. */
export function isActive({ when }: Dimension, drawn: Parameters): boolean {
  return when === undefined || when.among.includes(drawn[when.name] ?? null)
}

/** Begins the names of the parameters that are `PreprocessingOptions`. */
export const PREPROCESSING = 'preprocessing.'

/**
 * What a trial of a family may choose. The npm families are kept small, because their cost grows with
 * rows × columns × steps (`ml-logistic-regression`) and with trees × columns × rows² (`ml-random-forest`); `budget.ts`
 * says up to how many rows. `C` ends at 10: with more columns than rows, less penalty than that buys only time. The least
 * `minChildWeight` of `random-forest` keeps its trees from growing with the rows: at a tenth of deaths some two rows to a leaf.
 * `boosting` may start from 0.5, as XGBoost 1.7 does, or from the share of deaths, as later ones: on 3,973 made-up stays, a tenth
 * of them deaths, 0.5 came to an AUROC higher by 0.0006 to 0.0029 in three plans of 6 seeds each, with XGBoost's trainer as well
 * as ours. It chooses no columns beforehand, as its trees do: a search that could leave all but 30 out settled there, at 0.8997
 * where it came to 0.9053 without.
 */
export function searchSpace(family: FamilyName): Space {
  switch (family) {
    case 'severity':
      return []
    case 'logistic':
      return [
        { name: 'penalty', kind: 'choice', choices: ['l2', 'l1', 'elasticnet'] },
        { name: 'C', kind: 'float', low: 1e-4, high: 10, log: true },
        {
          name: 'l1Ratio',
          kind: 'float',
          low: 0.1,
          high: 0.9,
          log: false,
          when: { name: 'penalty', among: ['elasticnet'] },
        },
        { name: 'classWeight', kind: 'choice', choices: [null, 'balanced'] },
        ...linearPreprocessing({ low: 20, high: 160 }),
      ]
    case 'ml-logistic-regression':
      return [
        { name: 'learningRate', kind: 'float', low: 1e-2, high: 1, log: true },
        { name: 'numSteps', kind: 'int', low: 50, high: 400, step: 50, log: false },
        ...linearPreprocessing({ low: 10, high: 50 }),
      ]
    case 'ml-random-forest':
      return [
        { name: 'nEstimators', kind: 'int', low: 10, high: 30, step: 5, log: false },
        { name: 'maxDepth', kind: 'int', low: 2, high: 6, step: 1, log: false },
        { name: 'minNumSamples', kind: 'int', low: 4, high: 12, step: 2, log: false },
        { name: 'maxFeatures', kind: 'float', low: 0.2, high: 0.6, log: false },
        choice('preprocessing.missingIndicators', [false, true]),
        choice('preprocessing.outliers', ['none', 'iqr']),
        { name: 'preprocessing.selectK', kind: 'int', low: 10, high: 30, step: 1, log: true },
        choice('preprocessing.fill', ['median']),
        // an order-preserving transform changes no split of a tree
        choice('preprocessing.skew', ['none']),
        choice('preprocessing.scale', ['none']),
        choice('preprocessing.categories', ['one-hot', 'ordinal']),
        choice('preprocessing.oneHotLevels', [10]),
        choice('preprocessing.maxCorrelation', [null]),
        choice('preprocessing.rfe', [null]),
      ]
    case 'random-forest':
      return [
        { name: 'numParallelTree', kind: 'int', low: 50, high: 200, step: 10, log: false },
        { name: 'maxDepth', kind: 'int', low: 3, high: 12, step: 1, log: false },
        { name: 'minChildWeight', kind: 'float', low: 0.2, high: 10, log: true },
        { name: 'lambda', kind: 'float', low: 1e-3, high: 10, log: true },
        { name: 'subsample', kind: 'float', low: 0.4, high: 0.9, log: false },
        { name: 'colsampleByNode', kind: 'float', low: 0.05, high: 0.5, log: true },
        ...treePreprocessing([null, 30]),
      ]
    case 'boosting':
      return [
        { name: 'numRounds', kind: 'int', low: 20, high: 400, step: 1, log: true },
        { name: 'eta', kind: 'float', low: 0.01, high: 0.3, log: true },
        { name: 'maxDepth', kind: 'int', low: 1, high: 8, step: 1, log: false },
        { name: 'minChildWeight', kind: 'float', low: 0.1, high: 20, log: true },
        { name: 'lambda', kind: 'float', low: 0.1, high: 30, log: true },
        { name: 'alpha', kind: 'float', low: 1e-3, high: 10, log: true },
        { name: 'gamma', kind: 'float', low: 1e-3, high: 5, log: true },
        { name: 'subsample', kind: 'float', low: 0.5, high: 1, log: false },
        { name: 'colsampleByTree', kind: 'float', low: 0.2, high: 1, log: false },
        choice('baseScore', [0.5, 'share']),
        ...treePreprocessing([null]),
      ]
    default:
      return family satisfies never
  }
}

/** The space of each of these families. */
export function searchSpaces(
  families: readonly FamilyName[],
): Readonly<Partial<Record<FamilyName, Space>>> {
  return Object.fromEntries(families.map(family => [family, searchSpace(family)]))
}

/**
 * For trees that learn where a missing value goes. What moves no value past another changes no split of theirs, so there
 * is nothing to choose of outliers, skew and scale.
 */
function treePreprocessing(selectK: readonly (number | null)[]): Space {
  return [
    choice('preprocessing.fill', ['none', 'median']),
    choice('preprocessing.missingIndicators', [false]),
    choice('preprocessing.outliers', ['none']),
    choice('preprocessing.skew', ['none']),
    choice('preprocessing.scale', ['none']),
    choice('preprocessing.categories', ['one-hot', 'ordinal']),
    choice('preprocessing.oneHotLevels', [10]),
    choice('preprocessing.maxCorrelation', [null]),
    choice('preprocessing.selectK', selectK),
    choice('preprocessing.rfe', [null]),
  ]
}

/** The seed notebook's steps as choices, for families whose fit depends on scale: they are always standardised. */
function linearPreprocessing(selectK: { low: number; high: number }): Space {
  return [
    choice('preprocessing.outliers', ['none', 'iqr', 'iqr-always']),
    choice('preprocessing.fill', ['median', 'mean']),
    choice('preprocessing.missingIndicators', [false, true]),
    choice('preprocessing.skew', ['none', 'yeo-johnson', 'rules']),
    choice('preprocessing.scale', ['standard']),
    choice('preprocessing.categories', ['one-hot']),
    choice('preprocessing.oneHotLevels', [10]),
    choice('preprocessing.maxCorrelation', [null, 0.9]),
    { name: 'preprocessing.selectK', kind: 'int', ...selectK, step: 1, log: true },
    choice('preprocessing.rfe', [null, 30]),
  ]
}

function choice(name: string, choices: readonly ParameterValue[]): Dimension {
  return { name, kind: 'choice', choices }
}

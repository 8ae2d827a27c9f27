import { mlLogisticRegressionParameters } from './mlLogisticRegression.ts'
import { mlRandomForestParameters } from './mlRandomForest.ts'
import type { FamilyName, Parameters } from './model.ts'
import { parseParameters } from './trainingInput.ts'

/** What one fit costs, in the unit that its time grows with, and what that unit is. */
export interface Work {
  readonly amount: number
  readonly unit: string
}

/**
 * The most work that one fit of a family may be. The npm packages are bounded by their time, measured on one core of 2
 * (Node 20), so that a fit takes some 3 to 7 s at most:
 *
 * - `ml-logistic-regression`: 27 to 70 ns per row, column and step (100 steps on 2,000 × 50: 0.27 s)
 * - `ml-random-forest`: 30 to 60 ns per row², column and tree (10 trees on 1,000 × 50: 15 s; on 86 × 50: 0.4 s at worst):
 *   for each threshold it tries it looks at every row again
 *
 * Our own families have no limit.
 */
export const MAXIMUM_WORK: Readonly<Record<FamilyName, number>> = {
  severity: Number.POSITIVE_INFINITY,
  logistic: Number.POSITIVE_INFINITY,
  'ml-logistic-regression': 1e8,
  'ml-random-forest': 1e8,
}

/**
 * The work of one fit.
 *
 * @param columns - of the design matrix
 * @throws RangeError where a parameter is out of bounds
 */
export function workOf(
  family: FamilyName,
  rows: number,
  columns: number,
  parameters: Parameters,
): Work {
  if (family === 'ml-logistic-regression') {
    const { numSteps } = parseParameters(family, mlLogisticRegressionParameters, parameters)
    return { amount: rows * columns * numSteps, unit: 'rows × columns × steps' }
  }
  if (family === 'ml-random-forest') {
    const chosen = parseParameters(family, mlRandomForestParameters, parameters)
    const columnsOfTree = Math.max(1, Math.floor(chosen.maxFeatures * columns))
    return {
      amount: rows * rows * columnsOfTree * chosen.nEstimators,
      unit: 'rows² × columns of a tree × trees',
    }
  }
  return { amount: rows * columns, unit: 'rows × columns' }
}

/** Why a study leaves a fit out, in a sentence; null where it can be afforded. */
export function whyLeftOut(
  family: FamilyName,
  rows: number,
  columns: number,
  parameters: Parameters,
): string | null {
  const { amount, unit } = workOf(family, rows, columns, parameters)
  const limit = MAXIMUM_WORK[family]
  if (amount <= limit) return null
  return `${family} is left out at ${rows} rows × ${columns} columns: ${unit} = ${amount.toExponential(1)}, more than the ${limit.toExponential(0)} that it can be trained on in reasonable time`
}

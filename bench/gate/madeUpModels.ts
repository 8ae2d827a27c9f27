import { normalQuantile } from '../../shared/evaluation/normalQuantile.ts'
import type { RowGroup } from '../../shared/evaluation/pairedComparison.ts'
import { logit, sigmoid } from '../../shared/models/link.ts'
import { seededRandom } from '../../shared/random.ts'

/** What two made-up models are like. */
export interface ModelPair {
  readonly stays: number
  /** Share of stays that end in death. */
  readonly prevalence: number
  /** True AUROC of each. */
  readonly champion: number
  readonly challenger: number
  /** Of their scores among stays of the same outcome. */
  readonly correlation: number
}

/** What `comparePaired` is given. */
export interface MadeUpPair {
  readonly labels: Uint8Array
  readonly patients: Float64Array
  readonly challenger: Float64Array
  readonly champion: Float64Array
  readonly groups: readonly RowGroup[]
}

/** Groups of each dimension, as large as sex, age, ethnicity, insurance and care unit have them in MIMIC-III. */
const DIMENSIONS: readonly (readonly number[])[] = [
  [0.56, 0.44],
  [0.15, 0.3, 0.34, 0.21],
  [0.72, 0.09, 0.03, 0.03, 0.03, 0.1],
  [0.49, 0.33, 0.11, 0.06, 0.01],
  [0.34, 0.21, 0.17, 0.15, 0.13],
]

/** Every fourth patient has two stays. */
const PATIENTS_WITH_TWO = 4

/**
 * Held-out stays with the scores of two models, after the equal-variance binormal model: among survivors a score is
 * normal about 0, among deaths about √2 · Φ⁻¹(AUROC), with variance 1 in both, so that its AUROC is as given. Two
 * models' scores of a stay are correlated. Probabilities are those that Bayes' rule gives, so both are calibrated. The
 * groups are drawn apart from scores and outcomes.
 */
export function madeUpPair(pair: ModelPair, seed: number): MadeUpPair {
  const { stays, prevalence, correlation } = pair
  const random = seededRandom(seed, 'made-up models')
  const labels = Uint8Array.from({ length: stays }, () => (random.uniform() < prevalence ? 1 : 0))
  const common = Float64Array.from({ length: stays }, () => random.normal())
  const probabilitiesOf = (auroc: number): Float64Array => {
    const shift = Math.SQRT2 * normalQuantile(auroc)
    return common.map((shared, row) => {
      const noise = Math.sqrt(correlation) * shared + Math.sqrt(1 - correlation) * random.normal()
      const score = shift * (labels[row] ?? 0) + noise
      return sigmoid(logit(prevalence) + shift * score - (shift * shift) / 2)
    })
  }
  const groups = DIMENSIONS.flatMap((shares, dimension) => {
    const of = Uint8Array.from({ length: stays }, () => drawn(shares, random.uniform()))
    return shares.map((_, group) => ({
      name: `${dimension}: ${group}`,
      rows: Int32Array.from([...of.keys()].filter(row => of[row] === group)),
    }))
  })
  return {
    labels,
    patients: Float64Array.from(labels, (_, row) =>
      row % (PATIENTS_WITH_TWO + 1) === PATIENTS_WITH_TWO ? row - 1 : row,
    ),
    challenger: probabilitiesOf(pair.challenger),
    champion: probabilitiesOf(pair.champion),
    groups,
  }
}

function drawn(shares: readonly number[], uniform: number): number {
  let below = 0
  for (const [group, share] of shares.entries()) {
    below += share
    if (uniform < below) return group
  }
  return shares.length - 1
}

import type { Parameters } from '../../../shared/models/model.ts'
import type { ObservedTrial } from '../../../shared/tuning/sampler.ts'
import type { Space } from '../../../shared/tuning/space.ts'
import { tpeSampler } from '../../../shared/tuning/tpeSampler.ts'

/** What is searched for the highest value; `test/golden/tuning/make.py` has the same in Python. */
export interface Objective {
  readonly space: Space
  readonly valueAt: (point: Parameters) => number
}

/** Branin's and Hartmann's functions with the sign changed: Dixon and Szegö, *The global optimization problem*, 1978. */
const branin: Objective = {
  space: [
    { name: 'x', kind: 'float', low: -5, high: 10, log: false },
    { name: 'y', kind: 'float', low: 0, high: 15, log: false },
  ],
  valueAt(point) {
    const x = numberAt(point, 'x')
    const curve = (5.1 / (4 * Math.PI * Math.PI)) * x * x - (5 / Math.PI) * x + 6
    const wave = 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x)
    return -(square(numberAt(point, 'y') - curve) + wave + 10)
  },
}

const HARTMANN = [
  { alpha: 1, a: [10, 3, 17, 3.5, 1.7, 8], p: [1312, 1696, 5569, 124, 8283, 5886] },
  { alpha: 1.2, a: [0.05, 10, 17, 0.1, 8, 14], p: [2329, 4135, 8307, 3736, 1004, 9991] },
  { alpha: 3, a: [3, 3.5, 1.7, 10, 17, 8], p: [2348, 1451, 3522, 2883, 3047, 6650] },
  { alpha: 3.2, a: [17, 8, 0.05, 10, 0.1, 14], p: [4047, 8828, 8732, 5743, 1091, 381] },
]

const hartmann: Objective = {
  space: [0, 1, 2, 3, 4, 5].map(axis => ({
    name: `x${axis}`,
    kind: 'float',
    low: 0,
    high: 1,
    log: false,
  })),
  valueAt: point =>
    sum(
      HARTMANN.map(({ alpha, a, p }) => {
        const distances = a.map(
          (weight, axis) => weight * square(numberAt(point, `x${axis}`) - (p[axis] ?? 0) / 10_000),
        )
        return alpha * Math.exp(-sum(distances))
      }),
    ),
}

const ofLinear = { name: 'family', among: ['linear'] }
const ofTrees = { name: 'family', among: ['trees'] }

/** Made up: two families with parameters of their own; the better one is harder to tune. */
const families: Objective = {
  space: [
    { name: 'family', kind: 'choice', choices: ['linear', 'trees'] },
    { name: 'C', kind: 'float', low: 1e-4, high: 10, log: true, when: ofLinear },
    { name: 'weight', kind: 'choice', choices: ['none', 'balanced'], when: ofLinear },
    { name: 'features', kind: 'int', low: 10, high: 160, step: 10, log: false, when: ofLinear },
    { name: 'depth', kind: 'int', low: 1, high: 10, step: 1, log: false, when: ofTrees },
    { name: 'eta', kind: 'float', low: 0.01, high: 0.5, log: true, when: ofTrees },
    { name: 'lambda', kind: 'float', low: 0.01, high: 100, log: true, when: ofTrees },
    { name: 'share', kind: 'float', low: 0.4, high: 1, log: false, when: ofTrees },
    { name: 'fill', kind: 'choice', choices: ['mean', 'median', 'none'], when: ofTrees },
  ],
  valueAt(point) {
    if (point['family'] === 'linear') {
      const features = (numberAt(point, 'features') - 60) / 100
      const weighted = point['weight'] === 'none' ? 0 : 0.01
      const c = Math.log10(numberAt(point, 'C'))
      return 0.8 - 0.01 * square(c + 1.5) - 0.02 * square(features) - weighted
    }
    const depth = numberAt(point, 'depth') - 4
    const eta = Math.log10(numberAt(point, 'eta')) + 1.2
    const filled = { none: 0, median: 0.006, mean: 0.012 }[String(point['fill'])] ?? Number.NaN
    return (
      0.86 -
      0.004 * square(depth) -
      0.05 * square(eta) -
      0.01 * square(Math.log10(numberAt(point, 'lambda')) - 0.7) -
      0.1 * square(numberAt(point, 'share') - 0.7) -
      0.02 * square(depth * 0.3 + eta * 2) -
      filled
    )
  },
}

/** A study of one trial after the other. */
export function searched(objective: Objective, seed: number, trials: number): ObservedTrial[] {
  const history: ObservedTrial[] = []
  for (let number = 0; number < trials; number++) {
    const parameters = tpeSampler(objective.space, history, number, seed)
    const value = objective.valueAt(parameters)
    history.push({ number, parameters, state: 'complete', value, steps: [] })
  }
  return history
}

export const OBJECTIVES = { branin, hartmann, families }

function numberAt(point: Parameters, name: string): number {
  const value = point[name]
  return typeof value === 'number' ? value : Number.NaN
}

function square(x: number): number {
  return x * x
}

function sum(terms: readonly number[]): number {
  return terms.reduce((total, term) => total + term, 0)
}

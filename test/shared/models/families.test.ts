import { describe, expect, it } from 'vitest'
import { binMatrix } from '../../../shared/models/boosting/bins.ts'
import { readXgboost } from '../../../shared/models/boosting/readXgboost.ts'
import { FAMILY } from '../../../shared/models/families.ts'
import { FAMILIES, type FamilyName, type Parameters } from '../../../shared/models/model.ts'
import { seededRandom } from '../../../shared/random.ts'
import { rowsAt, trainingData } from './trainingData.ts'

const PARAMETERS: Record<FamilyName, readonly Parameters[]> = {
  severity: [{}],
  logistic: [
    { C: 0.1, penalty: 'l2' },
    { C: 1, penalty: 'l1', classWeight: 'balanced' },
    { C: 10, penalty: 'elasticnet', l1Ratio: 0.4 },
  ],
  'ml-logistic-regression': [{ numSteps: 50, learningRate: 0.3 }],
  'ml-random-forest': [
    { nEstimators: 12, maxDepth: 4, maxFeatures: 0.6 },
    { nEstimators: 5, maxDepth: 8, minNumSamples: 1, maxFeatures: 1, replacement: true },
  ],
  'random-forest': [
    { numParallelTree: 20, minChildWeight: 0.1 },
    { numParallelTree: 7, maxDepth: 3, scalePosWeight: 2, baseScore: 0.5, colsampleByNode: 1 },
  ],
  boosting: [
    { numRounds: 12, minChildWeight: 0.1 },
    { numRounds: 30, maxDepth: 2, eta: 0.1, alpha: 0.1, subsample: 0.8, colsampleByTree: 0.5 },
  ],
}
const isTrees = (name: FamilyName) => name === 'random-forest' || name === 'boosting'
const CASES = FAMILIES.flatMap(name =>
  PARAMETERS[name].map(parameters => ({ name, parameters, shown: JSON.stringify(parameters) })),
)

describe.each(CASES)('$name $shown', ({ name, parameters }) => {
  const family = FAMILY[name]
  const { matrix, labels } = trainingData(60, 12)
  const unseen = trainingData(40, 12, 2).matrix
  const model = family.fit(matrix, labels, parameters, { seed: 7 })

  it('explains each margin by contributions that add up to it', () => {
    const margins = family.margins(model, unseen)
    const { baseValue, values } = family.contributions(model, unseen)
    margins.forEach((margin, row) => {
      const parts = values.subarray(row * 12, (row + 1) * 12)
      expect(Math.abs(parts.reduce((sum, part) => sum + part, baseValue) - margin)).toBeLessThan(
        1e-9,
      )
    })
    expect(margins.every(Number.isFinite)).toBe(true)
    expect(new Set(margins).size).toBeGreaterThan(5)
  })

  it('is the same after a trip through JSON, and is made of finite numbers', () => {
    const json = JSON.stringify(model)
    expect(json).not.toContain('null')
    const back = family.parse(JSON.parse(json))
    expect(JSON.stringify(back)).toBe(json)
    expect(family.margins(back, unseen)).toEqual(family.margins(model, unseen))
    expect(family.contributions(back, unseen)).toEqual(family.contributions(model, unseen))
  })

  it('scores a row alone as it does in a batch, and in any order', () => {
    const margins = family.margins(model, unseen)
    const contributions = family.contributions(model, unseen).values
    const order = seededRandom(3).shuffle(Array.from({ length: 40 }, (_, row) => row))
    expect(Array.from(family.margins(model, rowsAt(unseen, order)))).toEqual(
      order.map(row => margins[row]),
    )
    for (const row of [0, 17, 39]) {
      const alone = rowsAt(unseen, [row])
      expect(family.margins(model, alone)[0]).toBe(margins[row])
      expect(family.contributions(model, alone).values).toEqual(
        contributions.slice(row * 12, (row + 1) * 12),
      )
    }
  })

  it('learns the same bytes again from the same seed', () => {
    expect(JSON.stringify(family.fit(matrix, labels, parameters, { seed: 7 }))).toBe(
      JSON.stringify(model),
    )
  })

  it('refuses to learn from one class, and from labels that are not one per row', () => {
    expect(() => family.fit(matrix, new Uint8Array(60), parameters, { seed: 7 })).toThrow(
      'both classes',
    )
    expect(() => family.fit(matrix, labels.slice(1), parameters, { seed: 7 })).toThrow(
      'one label per row',
    )
  })

  it('refuses a matrix with other columns than it learnt from, naming the first', () => {
    const names = unseen.names.with(4, 'lactate_max')
    expect(() => family.margins(model, { ...unseen, names })).toThrow('lactate_max')
  })

  it('refuses JSON that is not a model of its own, naming what is wrong', () => {
    expect(() => family.parse({ names: 3 })).toThrow(`not a model of the family ${name}`)
    expect(() => family.parse({ names: 3 })).toThrow(isTrees(name) ? 'learner' : 'names')
  })
})

it.each([
  ['logistic', { C: -1 }, 'C'],
  ['logistic', { penalty: 'l3' }, 'penalty'],
  ['ml-logistic-regression', { numSteps: 0.5 }, 'numSteps'],
  ['ml-random-forest', { maxFeatures: 2 }, 'maxFeatures'],
  ['random-forest', { colsampleByNode: 0 }, 'colsampleByNode'],
  ['boosting', { eta: 0, maxDepth: 0 }, 'eta'],
] as const)('%s refuses the parameters %j', (name, parameters, wrong) => {
  const { matrix, labels } = trainingData(20, 3)
  expect(() => FAMILY[name].fit(matrix, labels, parameters, { seed: 1 })).toThrow(wrong)
})

it.each(['ml-random-forest', 'random-forest'] as const)(
  'grows another %s from another seed',
  name => {
    const { matrix, labels } = trainingData(60, 12)
    const grown = [1, 2].map(seed => FAMILY[name].fit(matrix, labels, {}, { seed }))
    expect(JSON.stringify(grown[0])).not.toBe(JSON.stringify(grown[1]))
  },
)

const base = (model: unknown) => readXgboost(model).baseScore

describe.each(['random-forest', 'boosting'] as const)('%s', name => {
  const family = FAMILY[name]
  const { matrix, labels } = trainingData(400, 4)
  const parameters = { numRounds: 20, numParallelTree: name === 'boosting' ? 1 : 30, eta: 0.2 }

  it('comes to the same model on bins that were cut before', () => {
    const { onBins } = family
    const asked = { ...parameters, maxBin: 16 }
    expect(onBins?.maxBin(asked)).toBe(16)
    const binned = binMatrix(matrix, 16)
    const model = onBins?.fit(binned, labels, asked, { seed: 1 })
    expect(JSON.stringify(model)).toBe(
      JSON.stringify(family.fit(matrix, labels, asked, { seed: 1 })),
    )
    expect(() => onBins?.fit(binned, labels.slice(1), asked, { seed: 1 })).toThrow(
      'one label per row',
    )
  })

  it('starts at the share of deaths, of those that weigh', () => {
    const deaths = labels.reduce((sum, label) => sum + label, 0)
    const plain = family.fit(matrix, labels, parameters, { seed: 1 })
    expect(base(plain)).toBe(Math.fround(deaths / 400))
    const weights = Float64Array.from(labels, label => (label === 1 ? 3 : 1))
    const expected = Math.fround((3 * deaths) / (400 + 2 * deaths))
    expect(base(family.fit(matrix, labels, parameters, { seed: 1, weights }))).toBe(expected)
    const scaled = family.fit(matrix, labels, { ...parameters, scalePosWeight: 3 }, { seed: 1 })
    expect(base(scaled)).toBe(expected)
    const asked = family.fit(matrix, labels, { ...parameters, baseScore: 0.5 }, { seed: 1 })
    expect(base(asked)).toBe(0.5)
  })

  it('learns from values that are missing, and scores rows that have none at all', () => {
    expect(family.takesMissing).toBe(true)
    // what is missing tells who dies, and nothing else does
    const values = matrix.values.map((value, at) =>
      at % 4 === 0 && labels[(at - (at % 4)) / 4] === 1 ? Number.NaN : value,
    )
    const model = family.fit({ ...matrix, values }, labels, parameters, { seed: 1 })
    const margins = family.margins(model, { ...matrix, values })
    const of = (label: number) => Array.from(margins).filter((_, row) => labels[row] === label)
    expect(Math.min(...of(1))).toBeGreaterThan(Math.max(...of(0)))
    const empty = { ...matrix, rows: 1, values: new Float64Array(4).fill(Number.NaN) }
    expect(family.margins(model, empty)[0]).toBeGreaterThan(Math.max(...of(0)))
  })

  it('refuses another booster, saying which', () => {
    const model = family.fit(matrix, labels, parameters, { seed: 1 })
    const text = JSON.stringify(model).replace('"gbtree"', '"dart"')
    expect(() => family.parse(JSON.parse(text))).toThrow('dart')
  })
})

it('boosting shows rows that it does not train on after each round, and can be broken off', () => {
  const { matrix, labels } = trainingData(200, 4)
  const held = trainingData(50, 4, 2)
  const shares: number[] = []
  let last = new Float32Array()
  const goesOn = (share: number, margins: Float32Array) => {
    shares.push(share)
    last = margins.slice()
    return share < 0.5
  }
  const watch = { ...held, goesOn }
  const parameters = { numRounds: 8, minChildWeight: 0.1 }
  const model = FAMILY.boosting.fit(matrix, labels, parameters, { seed: 1, watch })
  expect(shares).toEqual([0.125, 0.25, 0.375, 0.5])
  expect(Float64Array.from(last)).toEqual(FAMILY.boosting.margins(model, held.matrix))
  const half = FAMILY.boosting.fit(matrix, labels, { ...parameters, numRounds: 4 }, { seed: 1 })
  expect(JSON.stringify(model)).toBe(JSON.stringify(half))
})

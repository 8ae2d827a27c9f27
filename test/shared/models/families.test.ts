import { describe, expect, it } from 'vitest'
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
}
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
    expect(() => family.parse({ names: 3 })).toThrow('names')
  })
})

it.each([
  ['logistic', { C: -1 }, 'C'],
  ['logistic', { penalty: 'l3' }, 'penalty'],
  ['ml-logistic-regression', { numSteps: 0.5 }, 'numSteps'],
  ['ml-random-forest', { maxFeatures: 2 }, 'maxFeatures'],
] as const)('%s refuses the parameters %j', (name, parameters, wrong) => {
  const { matrix, labels } = trainingData(20, 3)
  expect(() => FAMILY[name].fit(matrix, labels, parameters, { seed: 1 })).toThrow(wrong)
})

it('grows another forest from another seed', () => {
  const { matrix, labels } = trainingData(60, 12)
  const grown = [1, 2].map(seed => FAMILY['ml-random-forest'].fit(matrix, labels, {}, { seed }))
  expect(JSON.stringify(grown[0])).not.toBe(JSON.stringify(grown[1]))
})

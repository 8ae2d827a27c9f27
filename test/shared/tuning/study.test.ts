import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StudyDefinition, Trial } from '../../../shared/contracts/study.ts'
import { logisticParameters } from '../../../shared/models/logistic.ts'
import { mlLogisticRegressionParameters } from '../../../shared/models/mlLogisticRegression.ts'
import { mlRandomForestParameters } from '../../../shared/models/mlRandomForest.ts'
import { FAMILIES } from '../../../shared/models/model.ts'
import { partParameters } from '../../../shared/tuning/preprocessingOptions.ts'
import { randomSampler, type Sampler } from '../../../shared/tuning/sampler.ts'
import { type Dimension, PREPROCESSING, searchSpace } from '../../../shared/tuning/space.ts'
import { planTrial, trialCount } from '../../../shared/tuning/study.ts'

const definition: StudyDefinition = {
  id: 'study-1',
  gold: 'gold/demo/stays.parquet',
  seed: 20010101,
  trials: 91,
  seconds: null,
  families: ['severity', 'logistic', 'ml-logistic-regression', 'ml-random-forest'],
  featureSets: ['core', 'full'],
  predictionHours: 24,
  availability: 'charttime',
  folds: 5,
  repeats: 1,
  parallelTrials: 4,
}

describe('planTrial', () => {
  it('tries severity first and deals the others evenly: 91 trials are 1 and three times 30', () => {
    const plans = Array.from({ length: 91 }, (_, number) => planTrial(definition, number, []))
    const count = (family: string) => plans.filter(plan => plan.family === family).length
    expect(plans[0]).toEqual({
      number: 0,
      family: 'severity',
      featureSet: 'core',
      parameters: {},
    })
    expect(FAMILIES.map(count)).toEqual([1, 30, 30, 30])
    expect(plans.map(plan => plan.number)).toEqual(plans.map((_, number) => number))
  })

  it('leaves severity out where it is not asked for', () => {
    const families: StudyDefinition['families'] = ['logistic', 'ml-random-forest']
    const plans = [0, 1, 2, 3].map(number => planTrial({ ...definition, families }, number, []))
    expect(plans.map(plan => plan.family)).toEqual([...families, ...families])
  })

  it('tries severity alone just once', () => {
    expect(trialCount({ ...definition, families: ['severity'] })).toBe(1)
    expect(() => planTrial({ ...definition, families: ['severity'] }, 1, [])).toThrow(
      /trials 0 to 0/,
    )
  })

  it('plans the same trial again, whatever has finished since, and another for another seed', () => {
    const history = [1, 2, 3, 4, 5, 6, 7].map(finished)
    expect(planTrial(definition, 5, history)).toEqual(planTrial(definition, 5, history.slice(0, 1)))
    expect(planTrial({ ...definition, seed: 1 }, 5, history)).not.toEqual(
      planTrial(definition, 5, history),
    )
  })

  it('shows the sampler exactly the family’s trials up to number − parallelTrials, in order', () => {
    const seen: number[] = []
    const spy: Sampler = (_space, history) => {
      seen.push(...history.map(trial => trial.number))
      return {}
    }
    // trial 13 is logistic, as are 1, 4, 7, 10; with four in flight it may know 0 … 9
    planTrial(definition, 13, [10, 9, 7, 4, 1, 3].map(finished), spy)
    expect(seen).toEqual([1, 4, 7])
  })
})

describe('searchSpace', () => {
  const schemas = {
    logistic: logisticParameters,
    'ml-logistic-regression': mlLogisticRegressionParameters,
    'ml-random-forest': mlRandomForestParameters,
  } as const

  it.each(['logistic', 'ml-logistic-regression', 'ml-random-forest'] as const)(
    'names only parameters that %s knows: one it did not know would be searched in vain',
    family => {
      const known = Object.keys(schemas[family].shape)
      const searched = searchSpace(family)
        .map(dimension => dimension.name)
        .filter(name => !name.startsWith(PREPROCESSING))
      expect(searched.filter(name => !known.includes(name))).toEqual([])
    },
  )
})

describe('randomSampler', () => {
  it.each(FAMILIES)('stays inside the space of %s, and its preprocessing is whole', family => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 2000 }), (seed, number) => {
        const parameters = randomSampler(searchSpace(family), [], number, seed)
        for (const [name, value] of Object.entries(parameters)) {
          const dimension = searchSpace(family).find(entry => entry.name === name)
          expect(dimension !== undefined && isInside(dimension, value), `${name} = ${value}`).toBe(
            true,
          )
        }
        expect(partParameters(parameters).preprocessing === null).toBe(family === 'severity')
        expect(randomSampler(searchSpace(family), [], number, seed)).toEqual(parameters)
      }),
    )
  })

  it('draws l1Ratio for the elastic net only', () => {
    const drawn = Array.from({ length: 60 }, (_, number) =>
      randomSampler(searchSpace('logistic'), [], number, 1),
    )
    for (const parameters of drawn) {
      expect('l1Ratio' in parameters).toBe(parameters['penalty'] === 'elasticnet')
    }
    expect(new Set(drawn.map(parameters => parameters['penalty']))).toEqual(
      new Set(['l1', 'l2', 'elasticnet']),
    )
  })

  it('spreads a logarithmic parameter over its decades', () => {
    const decades = Array.from({ length: 600 }, (_, number) =>
      Math.floor(Math.log10(Number(randomSampler(searchSpace('logistic'), [], number, 1)['C']))),
    )
    for (let decade = -4; decade < 1; decade++) {
      const share = decades.filter(drawn => drawn === decade).length / 600
      // 1/5 each; four standard deviations of a binomial of 600
      expect(Math.abs(share - 1 / 5)).toBeLessThan(0.066)
    }
  })
})

function isInside(dimension: Dimension, value: unknown): boolean {
  if (dimension.kind === 'choice') return dimension.choices.some(choice => choice === value)
  if (typeof value !== 'number') return false
  const inRange = value >= dimension.low && value <= dimension.high
  return dimension.kind === 'int'
    ? inRange && (value - dimension.low) % dimension.step === 0
    : inRange
}

function finished(number: number): Trial {
  return {
    ...planTrial(definition, number, []),
    state: 'complete',
    value: 0.6,
    standardError: 0.05,
    steps: [],
    seconds: 1,
    predictions: null,
    error: null,
  }
}

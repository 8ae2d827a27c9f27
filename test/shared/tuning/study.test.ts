import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StudyDefinition } from '../../../shared/contracts/study.ts'
import {
  boostingFamilyParameters,
  randomForestParameters,
} from '../../../shared/models/boosting/treeFamilies.ts'
import { logisticParameters } from '../../../shared/models/logistic.ts'
import { mlLogisticRegressionParameters } from '../../../shared/models/mlLogisticRegression.ts'
import { mlRandomForestParameters } from '../../../shared/models/mlRandomForest.ts'
import { FAMILIES } from '../../../shared/models/model.ts'
import { seededRandom } from '../../../shared/random.ts'
import { partParameters } from '../../../shared/tuning/preprocessingOptions.ts'
import { type ObservedTrial, randomSampler, type Sampler } from '../../../shared/tuning/sampler.ts'
import { type Dimension, PREPROCESSING, searchSpace } from '../../../shared/tuning/space.ts'
import { planTrial, trialCount } from '../../../shared/tuning/study.ts'
import { pointOf } from '../../../shared/tuning/studySpace.ts'
import { STARTUP_TRIALS, tpeSampler } from '../../../shared/tuning/tpeSampler.ts'
import { definition, planOf, told } from './toldTrials.ts'

describe('planTrial', () => {
  it('tries severity first, then each family at the centre of its space', () => {
    const plans = [0, 1, 2, 3].map(number => planTrial(definition, number, told(number)))
    expect(plans[0]).toEqual({
      number: 0,
      family: 'severity',
      featureSet: 'core',
      parameters: {},
    })
    expect(plans.slice(1).map(plan => plan.family)).toEqual(definition.families.slice(1))
    expect(plans[1]?.parameters).toMatchObject({ penalty: 'l2', classWeight: null })
    expect(plans[1]?.parameters['C']).toBeCloseTo(Math.sqrt(1e-4 * 10), 12)
  })

  it('deals the families evenly until each has its first trials, whatever they are worth', () => {
    const trials = told(1 + 3 * STARTUP_TRIALS, family => (family === 'logistic' ? 0.9 : 0.5))
    const count = (family: string) => trials.filter(trial => trial.family === family).length
    expect(definition.families.map(count)).toEqual([
      1,
      STARTUP_TRIALS,
      STARTUP_TRIALS,
      STARTUP_TRIALS,
    ])
  })

  it('gives most of what is left to the family that is best', () => {
    const trials = told(100, family => (family === 'ml-random-forest' ? 0.8 : 0.6))
    const count = (family: string) => trials.filter(trial => trial.family === family).length
    expect(count('ml-random-forest')).toBeGreaterThan(count('logistic') * 2)
    expect(count('ml-random-forest')).toBeGreaterThan(count('ml-logistic-regression') * 2)
  })

  it('leaves out the families and feature sets that are not asked for', () => {
    const asked: Partial<StudyDefinition> = {
      families: ['logistic', 'ml-random-forest'],
      featureSets: ['full'],
    }
    const trials = told(30, () => 0.6, asked)
    expect(trials.slice(0, 2).map(plan => plan.family)).toEqual(asked.families)
    expect(new Set(trials.map(trial => trial.featureSet))).toEqual(new Set(['full']))
    expect(trials.some(trial => trial.family === 'severity')).toBe(false)
  })

  it('tries severity alone just once', () => {
    expect(trialCount({ ...definition, families: ['severity'] })).toBe(1)
    expect(() => planTrial({ ...definition, families: ['severity'] }, 1, [])).toThrow(
      /trials 0 to 0/,
    )
  })

  it('plans the same trial again, in whatever order the rows come and whatever has finished since', () => {
    const trials = told(60, (_family, number) => 0.5 + 0.4 * seededRandom(1, number).uniform())
    fc.assert(
      fc.property(fc.nat({ max: 59 }), fc.nat(), (number, seed) => {
        const rows = seededRandom(seed, 'order').shuffle([...trials])
        const plan = planTrial(definition, number, rows)
        expect(plan).toEqual(planOf(trials[number]))
        const visible = trials.slice(0, Math.max(number - definition.parallelTrials + 1, 0))
        expect(planTrial(definition, number, visible)).toEqual(plan)
      }),
      { numRuns: 50 },
    )
    expect(planTrial({ ...definition, seed: 1 }, 40, trials)).not.toEqual(planOf(trials[40]))
  })

  it('plans trial k alike in a study of more trials: an extended study goes on as if asked for at once', () => {
    const trials = told(60)
    expect(planTrial({ ...definition, trials: 500 }, 59, trials)).toEqual(planOf(trials[59]))
  })

  it('looks at what trials were worth, unless the study asks for random ones', () => {
    const trials = told(60, (_family, number) => number / 100)
    const turned = trials.map(trial => ({ ...trial, value: 1 - (trial.value ?? 0) }))
    for (const sampler of ['random', 'tpe'] as const) {
      const plansFrom = (history: typeof trials) =>
        [40, 50, 59].map(number => planTrial({ ...definition, sampler }, number, history))
      const isSame = JSON.stringify(plansFrom(turned)) === JSON.stringify(plansFrom(trials))
      expect({ sampler, isSame }).toEqual({ sampler, isSame: sampler === 'random' })
    }
  })

  it('refuses to plan where a trial that it must see is missing', () => {
    const trials = told(20)
    expect(() => planTrial(definition, 20, trials.toSpliced(7, 1))).toThrow(
      /trial 20 is planned from the trials 0 to 16, but trial 7 is not among those given/,
    )
  })

  it('shows the sampler what has ended, and of those in flight what they are, not how they end', () => {
    const trials = told(30)
    let seen: readonly ObservedTrial[] = []
    const spy: Sampler = (space, history, number, seed) => {
      seen = history
      return tpeSampler(space, history, number, seed)
    }
    planTrial(definition, 29, trials.slice(0, 26), spy)
    expect(seen.map(trial => trial.number)).toEqual(trials.slice(0, 29).map(({ number }) => number))
    expect(seen.map(trial => trial.state)).toEqual([
      ...Array.from({ length: 26 }, () => 'complete'),
      ...Array.from({ length: 3 }, () => 'running'),
    ])
    expect(seen.slice(26).map(trial => trial.parameters)).toEqual(
      trials.slice(26, 29).map(trial => pointOf(trial)),
    )
  })
})

describe('searchSpace', () => {
  const schemas = {
    logistic: logisticParameters,
    'ml-logistic-regression': mlLogisticRegressionParameters,
    'ml-random-forest': mlRandomForestParameters,
    'random-forest': randomForestParameters,
    boosting: boostingFamilyParameters,
  } as const

  it.each(FAMILIES.filter(family => family !== 'severity'))(
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

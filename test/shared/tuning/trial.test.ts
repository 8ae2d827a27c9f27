import { describe, expect, it } from 'vitest'
import type { TrialPlan } from '../../../shared/contracts/study.ts'
import { auroc } from '../../../shared/evaluation/metrics.ts'
import { FAMILIES } from '../../../shared/models/model.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import { stratifiedPatientFolds } from '../../../shared/tuning/folds.ts'
import { randomSampler } from '../../../shared/tuning/sampler.ts'
import { searchSpace } from '../../../shared/tuning/space.ts'
import { studyRows } from '../../../shared/tuning/studyRows.ts'
import { evaluateTrial, type TrialInput, type TrialResult } from '../../../shared/tuning/trial.ts'
import { FIRST_FIT_STEPS } from '../../../shared/tuning/trialBars.ts'
import { inEverySet, MADE_UP_FEATURES, MADE_UP_SETS, madeUpGold } from './madeUpGold.ts'

const logistic: TrialPlan = {
  number: 3,
  family: 'logistic',
  featureSet: 'full',
  parameters: {
    C: 1,
    penalty: 'l2',
    classWeight: null,
    'preprocessing.outliers': 'iqr',
    'preprocessing.fill': 'median',
    'preprocessing.missingIndicators': true,
    'preprocessing.skew': 'yeo-johnson',
    'preprocessing.scale': 'standard',
    'preprocessing.categories': 'one-hot',
    'preprocessing.oneHotLevels': 10,
    'preprocessing.maxCorrelation': 0.9,
    'preprocessing.selectK': null,
    'preprocessing.rfe': null,
  },
}

function inputOf(frame: Frame, plan: TrialPlan, repeats = 1): TrialInput {
  const study = studyRows(frame)
  const folds = stratifiedPatientFolds(study.labels, study.patients, { count: 5, repeats, seed: 1 })
  return { ...study, features: MADE_UP_SETS, folds, plan, seed: 1 }
}

function complete(result: TrialResult): Extract<TrialResult, { state: 'complete' }> {
  if (result.state === 'complete') return result
  throw new Error(`the trial is not complete: ${JSON.stringify(result)}`)
}

describe('evaluateTrial', () => {
  const gold = madeUpGold({ patients: 160, seed: 1, signal: 1 })

  it.each(FAMILIES)('trains %s, predicts every row out of fold and finds the signal', family => {
    const parameters =
      family === 'logistic' ? logistic.parameters : randomSampler(searchSpace(family), [], 1, 5)
    const input = inputOf(gold, { number: 1, family, featureSet: 'full', parameters })
    const result = complete(evaluateTrial(input))
    expect(result.predictions).toHaveLength(gold.rows)
    expect(result.predictions.every(p => p >= 0 && p <= 1)).toBe(true)
    expect(result.value).toBe(auroc(input.labels, result.predictions))
    expect(result.value).toBeGreaterThan(0.65)
    expect(result.standardError).toBeGreaterThan(0.01)
    expect(result.standardError).toBeLessThan(0.1)
    expect(result.foldValues).toHaveLength(5)
  })

  it('fails, saying so, where nothing fills what the family does not take', () => {
    const parameters = { ...logistic.parameters, 'preprocessing.fill': 'none' }
    expect(evaluateTrial(inputOf(gold, { ...logistic, parameters }))).toMatchObject({
      state: 'failed',
      error: expect.stringContaining(
        'logistic does not take missing values: `preprocessing.fill` must be median or mean',
      ),
    })
  })

  it('averages its value over repeats', () => {
    const input = inputOf(gold, logistic, 3)
    const { value, predictions } = complete(evaluateTrial(input))
    const each = [0, 1, 2].map(repeat =>
      auroc(input.labels, predictions.subarray(repeat * gold.rows, (repeat + 1) * gold.rows)),
    )
    expect(new Set(each).size).toBe(3)
    expect(value).toBeCloseTo((each[0] ?? 0) / 3 + (each[1] ?? 0) / 3 + (each[2] ?? 0) / 3, 12)
  })

  it('gives the same bytes again', () => {
    const plan = { ...logistic, family: 'ml-random-forest' as const }
    plan.parameters = randomSampler(searchSpace('ml-random-forest'), [], 1, 5)
    expect(evaluateTrial(inputOf(gold, plan))).toEqual(evaluateTrial(inputOf(gold, plan)))
  })

  it('lets nothing of a tested row into its own prediction', () => {
    const input = inputOf(gold, logistic)
    const { predictions } = complete(evaluateTrial(input))
    // fold 0's outcomes turned round: only models that test other folds see them
    const labels = input.labels.map((label, row) =>
      input.folds.assignment[row] === 0 ? 1 - label : label,
    )
    const changed = complete(evaluateTrial({ ...input, labels })).predictions
    const tested = [...input.folds.assignment.keys()].filter(
      row => input.folds.assignment[row] === 0,
    )
    expect(tested.map(row => changed[row])).toEqual(tested.map(row => predictions[row]))
    expect(changed).not.toEqual(predictions)
  })

  it('sees the rows of the study only', () => {
    const rows = Int32Array.from({ length: gold.rows }, (_, row) => row).filter(
      row => Number(gold.columns['subject_id']?.values[row]) < 10_120,
    )
    const study = studyRows(gold, rows)
    const folds = stratifiedPatientFolds(study.labels, study.patients, {
      count: 5,
      repeats: 1,
      seed: 1,
    })
    const part = { ...study, features: MADE_UP_SETS, folds, plan: logistic, seed: 1 }
    const wild: Frame = {
      ...gold,
      columns: {
        ...gold.columns,
        lactate_max: {
          kind: 'number',
          values: Float64Array.from({ length: gold.rows }, (_, row) =>
            rows.includes(row) ? Number(gold.columns['lactate_max']?.values[row]) : 1e6,
          ),
        },
      },
    }
    expect(evaluateTrial({ ...part, frame: wild })).toEqual(evaluateTrial(part))
  })

  it('reports what it is worth after each fit but the last: AUROC of the rows predicted so far', () => {
    const input = inputOf(gold, logistic, 2)
    const { steps, predictions, value } = complete(evaluateTrial(input))
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map(k => 100 * k))

    const { labels, folds } = input
    const aurocWhere = (repeat: number, isIn: (fold: number) => boolean): number => {
      const rows = [...labels.keys()].filter(row =>
        isIn(folds.assignment[repeat * gold.rows + row] ?? -1),
      )
      return auroc(
        rows.map(row => labels[row] ?? 0),
        rows.map(row => predictions[repeat * gold.rows + row] ?? 0),
      )
    }
    expect(steps[0]?.value).toBe(aurocWhere(0, fold => fold === 0))
    expect(steps[2]?.value).toBeCloseTo(
      aurocWhere(0, fold => fold <= 2),
      12,
    )
    const [first, second] = [aurocWhere(0, () => true), aurocWhere(1, fold => fold <= 1)]
    expect(steps[6]?.value).toBeCloseTo((5 * first + 2 * second) / 7, 12)
    expect(value).toBeCloseTo((first + aurocWhere(1, () => true)) / 2, 12)
  })

  it('is pruned at the first bar that it does not reach, with what it was worth there', () => {
    const input = inputOf(gold, logistic)
    const { steps } = complete(evaluateTrial(input))
    const [first, second, third] = steps.map(({ value }) => value)
    const bars = [
      { step: 100, bar: first ?? 0 },
      { step: 300, bar: (third ?? 0) + 1e-9 },
    ]
    expect(evaluateTrial({ ...input, bars })).toEqual({
      state: 'pruned',
      value: third,
      steps: steps.slice(0, 3),
    })
    // a bar that is just reached stops nothing, nor does one at a step that it never comes to
    const reached = [
      { step: 200, bar: second ?? 0 },
      { step: 250, bar: 1 },
    ]
    expect(evaluateTrial({ ...input, bars: reached })).toEqual(evaluateTrial(input))
  })

  it('is pruned within its first fit where it grows in rounds and those so far are worth too little', () => {
    const parameters = randomSampler(searchSpace('boosting'), [], 1, 5)
    const plan = {
      ...logistic,
      family: 'boosting' as const,
      parameters: { ...parameters, numRounds: 40 },
    }
    const input = inputOf(gold, plan)
    const { steps, predictions } = complete(evaluateTrial(input))
    const within = steps.filter(({ step }) => step < 100)
    expect(within.map(({ step }) => step)).toEqual(FIRST_FIT_STEPS)
    const last = within.at(-1) ?? { step: 0, value: 0 }
    const bars = [{ step: last.step, bar: last.value + 1e-9 }]
    expect(evaluateTrial({ ...input, bars })).toEqual({
      state: 'pruned',
      value: last.value,
      steps: within,
    })
    // who looks on changes nothing: after the first quarter or third of the rounds it scores as a model of so few
    const rounds = Math.ceil((40 * last.step) / 100)
    const short = { ...plan, parameters: { ...plan.parameters, numRounds: rounds } }
    expect(complete(evaluateTrial(inputOf(gold, short))).foldValues[0]).toBeCloseTo(last.value, 12)
    expect(predictions.every(value => value > 0 && value < 1)).toBe(true)
  })

  it('fails with its reason where the data cannot be trained, and does not throw', () => {
    const constant = MADE_UP_FEATURES.filter(feature => feature.name === 'age')
    const flat: Frame = {
      ...gold,
      columns: {
        ...gold.columns,
        age: { kind: 'number', values: new Float64Array(gold.rows).fill(60) },
      },
    }
    const result = evaluateTrial({ ...inputOf(flat, logistic), features: inEverySet(constant) })
    expect(result).toEqual({
      state: 'failed',
      steps: [],
      error: expect.stringMatching(/trial 3 \(logistic\), repeat 1, fold 1: .*none of 1 features/),
    })
  })

  it('fails with its reason where a parameter is out of range', () => {
    const plan = { ...logistic, parameters: { ...logistic.parameters, C: -1 } }
    expect(evaluateTrial(inputOf(gold, plan))).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('C'),
    })
  })

  it('throws where labels and rows are not of one study', () => {
    expect(() =>
      evaluateTrial({ ...inputOf(gold, logistic), labels: Uint8Array.of(0, 1) }),
    ).toThrow(/as many labels, but got 2/)
  })
})

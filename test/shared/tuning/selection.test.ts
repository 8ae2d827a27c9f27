import { describe, expect, it } from 'vitest'
import type { Trial } from '../../../shared/contracts/study.ts'
import { selectBest, selectWinner, treeTrials } from '../../../shared/tuning/selection.ts'

function trial(
  number: number,
  family: Trial['family'],
  value: number | null,
  standardError = 0.05,
): Trial {
  return {
    number,
    family,
    featureSet: 'full',
    parameters: {},
    state: value === null ? 'failed' : 'complete',
    value,
    standardError: value === null ? null : standardError,
    steps: [],
    seconds: 1,
    predictions: null,
    error: value === null ? `trial ${number} did not converge` : null,
  }
}

describe('selectWinner', () => {
  it('takes the simplest family within one standard error of the best', () => {
    const trials = [
      trial(0, 'severity', 0.7),
      trial(1, 'logistic', 0.76),
      trial(2, 'ml-random-forest', 0.8),
    ]
    expect(selectWinner(trials).number).toBe(1)
  })

  it('counts the standard error of the best, not of the simpler one', () => {
    const trials = [trial(0, 'severity', 0.7, 0.5), trial(1, 'ml-random-forest', 0.8, 0.01)]
    expect(selectWinner(trials).number).toBe(1)
  })

  it('takes the best inside a family, of equals the first tried', () => {
    const trials = [
      trial(7, 'logistic', 0.78),
      trial(3, 'logistic', 0.79),
      trial(2, 'logistic', 0.79),
      trial(4, 'logistic', 0.77),
    ]
    expect(selectWinner(trials).number).toBe(2)
    expect(selectWinner(trials.toReversed()).number).toBe(2)
  })

  it('passes over failed and pruned trials', () => {
    const pruned: Trial = { ...trial(1, 'logistic', 0.9), state: 'pruned' }
    expect(
      selectWinner([trial(0, 'logistic', null), pruned, trial(2, 'severity', 0.6)]).number,
    ).toBe(2)
  })

  it('says why there is no winner', () => {
    expect(() => selectWinner([trial(0, 'logistic', null)])).toThrow(
      /none of 1 trials is complete.*trial 0 did not converge/,
    )
    expect(() => selectWinner([])).toThrow(/no trial has run/)
  })
})

describe('the best model of our own trees', () => {
  const trials = [
    trial(0, 'severity', 0.8),
    trial(1, 'ml-random-forest', 0.81),
    trial(2, 'random-forest', 0.78),
    trial(3, 'boosting', 0.79),
    trial(4, 'boosting', null),
    { ...trial(5, 'boosting', 0.9), state: 'pruned' as const },
  ]

  it('is chosen from the complete trials of these families only', () => {
    expect(treeTrials(trials).map(({ number }) => number)).toEqual([2, 3])
  })

  it('is the best of them, though the simpler one is within one standard error', () => {
    expect(selectBest(treeTrials(trials)).number).toBe(3)
    expect(selectWinner(treeTrials(trials)).number).toBe(2)
  })
})

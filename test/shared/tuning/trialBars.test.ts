import { describe, expect, it } from 'vitest'
import { trialBars } from '../../../shared/tuning/trialBars.ts'
import { definition, planOf, told } from './toldTrials.ts'

describe('trialBars', () => {
  const steps = [1, 2, 3, 4, 5].map(fits => ({ step: 100 * fits, value: 0.6 + fits / 100 }))
  const trials = told(60).map(trial => ({ ...trial, steps }))

  it('sets bars where enough trials of the family were seen, none for what a study begins with', () => {
    const late = planOf(trials[59])
    expect(trialBars(definition, late, trials)).toEqual([
      { step: 100, bar: 0.61 },
      { step: 300, bar: 0.63 },
    ])
    expect(trialBars(definition, { ...late, number: 8 }, trials)).toEqual([])
    expect(trialBars(definition, { ...late, number: 2 }, trials)).toEqual([])
  })

  it('sees no trial that is in flight', () => {
    const raised = trials.map(trial =>
      trial.number > 59 - 4
        ? { ...trial, steps: steps.map(step => ({ ...step, value: 0.99 })) }
        : trial,
    )
    const late = planOf(trials[59])
    expect(trialBars(definition, late, raised)).toEqual(trialBars(definition, late, trials))
  })
})

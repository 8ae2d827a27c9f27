import { describe, expect, it } from 'vitest'
import { judgeBoosting, type LearnerResult, resultOf } from '../../../bench/learn/boosting.ts'

const xgboost: LearnerResult = {
  fitSeconds: 10,
  fitCpuSeconds: 10,
  predictSeconds: 0.1,
  auroc: 0.85,
  peakBytes: 200,
  note: 'XGBoost',
}

function resultsOf(ours: Partial<LearnerResult>, peer: LearnerResult | undefined = xgboost) {
  const result = { rows: 5000, ours: { ...xgboost, ...ours }, xgboost: peer, lightgbm: undefined }
  return judgeBoosting([result]).map(({ result: verdict }) => verdict)
}

describe('what boosting must show', () => {
  it('is met at the limits, and not beyond any of them', () => {
    const met = { fitSeconds: 6, auroc: 0.8481, peakBytes: 200, predictSeconds: 0.1 }
    expect(resultsOf(met)).toEqual(['met', 'met', 'met', 'met'])
    expect(resultsOf({ ...met, fitSeconds: 6.1 })[0]).toBe('not met')
    expect(resultsOf({ ...met, auroc: 0.8479 })[1]).toBe('not met')
    expect(resultsOf({ ...met, peakBytes: 201 })[2]).toBe('not met')
    expect(resultsOf({ ...met, predictSeconds: 0.11 })[3]).toBe('not met')
  })

  it('is not judged without XGBoost, nor memory without /proc', () => {
    const without = { rows: 5000, ours: xgboost, xgboost: undefined, lightgbm: undefined }
    const verdicts = judgeBoosting([without])
    expect(new Set(verdicts.map(({ result }) => result))).toEqual(new Set(['not judged']))
    expect(resultsOf({ fitSeconds: 1, peakBytes: null })[2]).toBe('not judged')
  })
})

describe('the turns of a learner', () => {
  it('come to medians, the mean AUROC and the highest peak', () => {
    const turns = [1, 2, 9].map(value => ({
      fitSeconds: value,
      fitCpuSeconds: value,
      predictSeconds: value,
      auroc: 0.8 + value / 100,
      peakBytes: value,
      note: 'ours',
    }))
    expect(resultOf(turns)).toMatchObject({ fitSeconds: 2, predictSeconds: 2, peakBytes: 9 })
    expect(resultOf(turns)?.auroc).toBeCloseTo(0.84, 12)
    expect(resultOf([])).toBeUndefined()
  })
})

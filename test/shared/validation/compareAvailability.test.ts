import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../shared/random.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import { evaluationBasis } from '../../../shared/tuning/evaluationBasis.ts'
import { stratifiedPatientFolds } from '../../../shared/tuning/folds.ts'
import type { StudyData } from '../../../shared/tuning/studyData.ts'
import { studyRows } from '../../../shared/tuning/studyRows.ts'
import { evaluateTrial } from '../../../shared/tuning/trial.ts'
import { compareAvailability } from '../../../shared/validation/compareAvailability.ts'
import { MADE_UP_SETS, madeUpGold } from '../tuning/madeUpGold.ts'

const SEED = 4
const PLAN = { number: 0, family: 'severity', featureSet: 'full', parameters: {} } as const
const gold = madeUpGold({ patients: 150, seed: 3, signal: 1 })

function studyOf(frame: Frame): StudyData {
  const split = frame.columns['split']
  const { labels } = studyRows(frame)
  const basis = evaluationBasis(labels, split?.kind === 'text' ? split.values : [])
  const rows = studyRows(frame, basis.study)
  const folds = stratifiedPatientFolds(rows.labels, rows.patients, {
    count: 5,
    repeats: 2,
    seed: SEED,
  })
  return { ...rows, features: MADE_UP_SETS, folds, basis }
}

function compare(used: 'charttime' | 'storetime', other: Frame) {
  const study = studyOf(gold)
  const trial = evaluateTrial({ ...study, plan: PLAN, seed: SEED })
  if (trial.state !== 'complete') throw new Error(JSON.stringify(trial))
  const { predictions } = trial
  const input = { study, used, predictions, other: studyOf(other), plan: PLAN, seed: SEED }
  return { value: trial.value, ...compareAvailability({ ...input, resamples: 200 }) }
}

/** The same stays, with vital signs that say nothing. */
const noise: Frame = {
  ...gold,
  columns: Object.fromEntries(
    Object.entries(gold.columns).map(([name, column]) => {
      if (column.kind === 'text' || !/heart_rate|gcs|lactate/.test(name)) return [name, column]
      const values = seededRandom(1, name).shuffle(Float64Array.from(column.values))
      return [name, { ...column, values }]
    }),
  ),
}

describe('compareAvailability', () => {
  it('finds no difference where all was stored in time', () => {
    const { value, auroc, difference } = compare('charttime', gold)
    expect(auroc).toEqual({ charttime: value, storetime: value })
    expect(difference).toEqual({ value: 0, low: 0, high: 0 })
  })

  it('finds what is lost where what was stored late told most, whichever time the study used', () => {
    const lost = compare('charttime', noise)
    expect(lost.auroc.charttime).toBe(lost.value)
    expect(lost.auroc.storetime).toBeLessThan(lost.value - 0.1)
    expect(lost.difference?.high).toBeLessThan(0)

    // the mean over resamples of patients is near the difference of all of them
    const exact = (lost.auroc.storetime ?? 0) - lost.value
    expect(lost.difference?.value).toBeCloseTo(exact, 1)

    const gained = compare('storetime', noise)
    expect(gained.auroc.storetime).toBe(gained.value)
    expect(gained.difference?.low).toBeGreaterThan(0)
  })
})

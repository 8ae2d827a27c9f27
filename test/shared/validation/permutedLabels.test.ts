import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../shared/random.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import { refit } from '../../../shared/tuning/refit.ts'
import { evaluateWinner } from '../../../shared/validation/evaluateChampion.ts'
import { madeUpGold } from '../tuning/madeUpGold.ts'
import { definition, refitInput, search } from '../tuning/searchInMemory.ts'

/** Gold whose patients have exchanged their outcomes, each with one who has as many stays. */
function permuted(gold: Frame, seed: number): Frame {
  const subjects = gold.columns['subject_id']
  const outcomes = gold.columns['hospital_expire_flag']
  if (subjects?.kind !== 'number' || outcomes?.kind !== 'number') throw new Error('made-up gold')
  const rowsOf = new Map<number, number[]>()
  subjects.values.forEach((patient, row) => {
    rowsOf.set(patient, [...(rowsOf.get(patient) ?? []), row])
  })
  const values = Float64Array.from(outcomes.values)
  for (const stays of [1, 2]) {
    const patients = [...rowsOf.values()].filter(rows => rows.length === stays)
    const givers = seededRandom(seed, 'permuted', stays).shuffle([...patients])
    patients.forEach((rows, at) => {
      rows.forEach((row, stay) => {
        values[row] = outcomes.values[givers[at]?.[stay] ?? -1] ?? Number.NaN
      })
    })
  }
  return {
    ...gold,
    columns: { ...gold.columns, hospital_expire_flag: { kind: 'number', values } },
  }
}

describe('a study of outcomes that were permuted by patient', () => {
  const gold = madeUpGold({ patients: 90, seed: 7, signal: 1 })

  it('reports 0.5 over 20 permutations, and 18 of the 20 intervals or more hold it', () => {
    const reported = Array.from({ length: 20 }, (_, seed) => {
      const searched = search(permuted(gold, seed), ['severity', 'logistic'])
      return evaluateWinner({
        study: searched.study,
        folds: searched.folds,
        trials: searched.scored,
        rule: 'one-standard-error',
        winner: searched.winner.trial.number,
        artifact: refit(refitInput(searched)),
        thresholdRule: 'youden',
        heldOut: searched.heldOut,
        seed: definition.seed + seed,
        resamples: 200,
      }).metrics
    })
    expect(new Set(reported.map(({ basis }) => basis))).toEqual(new Set(['bbc-cv']))
    const mean = reported.reduce((sum, { auroc }) => sum + auroc.value, 0) / 20
    expect(mean).toBeGreaterThan(0.45)
    expect(mean).toBeLessThan(0.55)
    const holding = reported.filter(
      ({ auroc }) => (auroc.low ?? 1) <= 0.5 && (auroc.high ?? 0) >= 0.5,
    )
    expect(holding.length).toBeGreaterThanOrEqual(18)
  }, 120_000)
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Frame } from '../../../shared/tables/frame.ts'
import { studyRows } from '../../../shared/tuning/studyRows.ts'
import { permutedLabels, permuteOutcomes } from '../../../shared/validation/permuteOutcomes.ts'
import { MADE_UP_SETS, madeUpGold } from '../tuning/madeUpGold.ts'
import { definition, search } from '../tuning/searchInMemory.ts'
import { evaluateSearched } from './evaluateSearched.ts'

/** Gold whose patients have exchanged their outcomes. */
function exchanged(gold: Frame, seed: number): Frame {
  const { labels, patients } = studyRows(gold)
  const values = Float64Array.from(permutedLabels(labels, patients, seed, 0))
  return {
    ...gold,
    columns: { ...gold.columns, hospital_expire_flag: { kind: 'number', values } },
  }
}

/** Outcomes of each patient, in the order of the stays. */
function byPatient(labels: ArrayLike<number>, patients: readonly number[]): string[] {
  const outcomes = new Map<number, string>()
  patients.forEach((patient, row) => {
    outcomes.set(patient, `${outcomes.get(patient) ?? ''}${labels[row]}`)
  })
  return [...outcomes.values()].sort()
}

describe('a study of outcomes that were permuted by patient', () => {
  const gold = madeUpGold({ patients: 90, seed: 7, signal: 1 })

  it('reports 0.5 over 20 permutations, and 18 of the 20 intervals or more hold it', () => {
    // long enough a search for its best trial to seem worth something
    const searches = Array.from({ length: 20 }, (_, seed) =>
      search(exchanged(gold, seed), ['severity', 'logistic', 'boosting'], 20),
    )
    const best = searches.map(({ scored }) =>
      Math.max(...scored.map(({ trial }) => trial.value ?? 0)),
    )
    expect(best.reduce((sum, value) => sum + value, 0) / 20).toBeGreaterThan(0.55)

    const reported = searches.map(
      (searched, seed) => evaluateSearched(searched, { seed: definition.seed + seed }).metrics,
    )
    expect(new Set(reported.map(({ basis }) => basis))).toEqual(new Set(['bbc-cv']))
    const mean = reported.reduce((sum, { auroc }) => sum + auroc.value, 0) / 20
    expect(mean).toBeGreaterThan(0.45)
    expect(mean).toBeLessThan(0.55)
    const holding = reported.filter(
      ({ auroc }) => (auroc.low ?? 1) <= 0.5 && (auroc.high ?? 0) >= 0.5,
    )
    expect(holding.length).toBeGreaterThanOrEqual(18)
  }, 600_000)
})

describe('permutedLabels', () => {
  it('gives each patient the outcomes of one with as many stays, and none is lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(8), fc.nat(1)), { minLength: 1, maxLength: 40 }),
        fc.nat(),
        (stays, seed) => {
          const patients = stays.map(([patient]) => patient)
          const labels = Uint8Array.from(stays, ([, label]) => label)
          const permuted = permutedLabels(labels, patients, seed, 0)
          expect(byPatient(permuted, patients)).toEqual(byPatient(labels, patients))
          expect(permutedLabels(labels, patients, seed, 0)).toEqual(permuted)
        },
      ),
    )
  })

  it('permutes anew each time', () => {
    const patients = Array.from({ length: 60 }, (_, patient) => patient)
    const labels = Uint8Array.from(patients, patient => patient % 2)
    const [first, second] = [0, 1].map(number => permutedLabels(labels, patients, 7, number))
    expect(first).not.toEqual(second)
    expect(first).not.toEqual(labels)
  })
})

describe('permuteOutcomes', () => {
  it('finds a plan that is worth something worth nothing on permuted outcomes', () => {
    const { study, folds, winner, heldOut } = search(
      madeUpGold({ patients: 400, seed: 9, signal: 1 }),
      ['logistic'],
    )
    expect(heldOut).toBeNull()
    expect(winner.trial.value).toBeGreaterThan(0.7)
    const { seed } = definition
    const features = MADE_UP_SETS
    const { trial, family, values } = permuteOutcomes({
      ...study,
      folds,
      features,
      plan: winner.trial,
      seed,
    })
    expect({ trial, family }).toEqual({ trial: winner.trial.number, family: 'logistic' })
    expect(values).toHaveLength(5)
    for (const value of values) expect(Math.abs(value - 0.5)).toBeLessThan(0.12)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05)
  })
})

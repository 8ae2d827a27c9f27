import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../shared/random.ts'
import { foldRows, stratifiedPatientFolds } from '../../../shared/tuning/folds.ts'

const study = fc
  .record({
    stays: fc.array(
      fc.record({ patient: fc.integer({ min: 1, max: 25 }), died: fc.constantFrom(0, 1) }),
      { minLength: 10, maxLength: 80 },
    ),
    count: fc.integer({ min: 2, max: 5 }),
    repeats: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(),
  })
  .filter(({ stays, count }) =>
    [0, 1].every(
      outcome =>
        new Set(stays.filter(stay => stay.died === outcome).map(stay => stay.patient)).size >=
        count,
    ),
  )
  .map(({ stays, ...options }) => ({
    labels: stays.map(stay => stay.died),
    patients: stays.map(stay => stay.patient),
    options,
  }))

describe('stratifiedPatientFolds', () => {
  it('keeps every patient in one fold, and tests every row once per repeat', () => {
    fc.assert(
      fc.property(study, ({ labels, patients, options }) => {
        const folds = stratifiedPatientFolds(labels, patients, options)
        for (let repeat = 0; repeat < options.repeats; repeat++) {
          const tested: number[] = []
          for (let fold = 0; fold < options.count; fold++) {
            const { train, test } = foldRows(folds, repeat, fold)
            const testPatients = new Set(Array.from(test, row => patients[row]))
            expect(Array.from(train).filter(row => testPatients.has(patients[row]))).toEqual([])
            expect(train.length + test.length).toBe(labels.length)
            tested.push(...test)
          }
          expect(tested.toSorted((a, b) => a - b)).toEqual(labels.map((_, row) => row))
        }
      }),
    )
  })

  it('does not depend on the order of rows', () => {
    fc.assert(
      fc.property(study, fc.nat(), ({ labels, patients, options }, seed) => {
        const order = seededRandom(seed).shuffle(labels.map((_, row) => row))
        const straight = stratifiedPatientFolds(labels, patients, options)
        const shuffled = stratifiedPatientFolds(
          order.map(row => labels[row] ?? 0),
          order.map(row => patients[row] ?? 0),
          options,
        )
        const rows = labels.length
        for (let at = 0; at < shuffled.assignment.length; at++) {
          const row = order[at % rows] ?? 0
          const repeat = Math.floor(at / rows)
          expect(shuffled.assignment[at]).toBe(straight.assignment[repeat * rows + row])
        }
      }),
    )
  })

  it('spreads deaths evenly: 29 of 105 over 5 folds are 5 or 6 each', () => {
    const labels = Array.from({ length: 105 }, (_, row) => (row < 29 ? 1 : 0))
    const patients = labels.map((_, row) => row)
    const folds = stratifiedPatientFolds(labels, patients, { count: 5, repeats: 4, seed: 1 })
    for (let repeat = 0; repeat < 4; repeat++) {
      for (let fold = 0; fold < 5; fold++) {
        const { test } = foldRows(folds, repeat, fold)
        const deaths = test.filter(row => labels[row] === 1).length
        expect([5, 6]).toContain(deaths)
        expect(test.length).toBeGreaterThanOrEqual(20)
        expect(test.length).toBeLessThanOrEqual(22)
      }
    }
  })

  it('deals each repeat and each seed anew', () => {
    const labels = Array.from({ length: 60 }, (_, row) => row % 2)
    const patients = labels.map((_, row) => row)
    const of = (seed: number) =>
      stratifiedPatientFolds(labels, patients, { count: 5, repeats: 2, seed }).assignment
    expect(of(1).subarray(0, 60)).not.toEqual(of(1).subarray(60))
    expect(of(1)).not.toEqual(of(2))
    expect(of(1)).toEqual(of(1))
  })

  it('says how many patients it lacks', () => {
    expect(() =>
      stratifiedPatientFolds([1, 1, 0, 0, 0], [1, 1, 2, 3, 4], { count: 3, repeats: 1, seed: 1 }),
    ).toThrow(/3 folds need 3 patients of each outcome, but 1 died and 3 survived/)
  })
})

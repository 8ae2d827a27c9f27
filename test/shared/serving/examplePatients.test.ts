import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { severityExamples } from '../../../shared/serving/examplePatients.ts'
import type { Frame } from '../../../shared/tables/frame.ts'

const MISSING = Number.NaN

/** Ten stays of OASIS 10, 20, … 100, in no order. */
const gold: Frame = {
  rows: 10,
  columns: {
    icustay_id: numbers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
    hospital_expire_flag: numbers(0, 1, 0, 1, 0, 1, 0, 1, 0, 1),
    oasis: numbers(50, 10, 20, 30, 40, 60, 70, 80, 90, 100),
    age: numbers(50, 10, 20, MISSING, 40, 60, 70, 80, 90, 100),
    gender: { kind: 'text', values: ['F', 'M', null, 'F', 'M', 'F', 'M', 'F', 'M', 'F'] },
  },
}

function numbers(...values: readonly number[]): Frame['columns'][string] {
  return { kind: 'number', values: Float64Array.from(values) }
}

describe('example patients', () => {
  it('are one near each end of OASIS and one in the middle, by the inputs asked for and no more', () => {
    // of ten in order, the places 0.9, 4.5 and 8.1 from 0 on
    expect(severityExamples(gold, ['age', 'gender'])).toEqual([
      { severity: 'low', oasis: 20, features: { age: 20 } },
      { severity: 'medium', oasis: 60, features: { age: 60, gender: 'F' } },
      { severity: 'high', oasis: 90, features: { age: 90, gender: 'M' } },
    ])
  })

  it('are of those with the same OASIS the ones of whom most is known', () => {
    const same: Frame = {
      rows: 3,
      columns: {
        oasis: numbers(30, 30, 30),
        age: numbers(MISSING, 41, 42),
        gcs_min: numbers(MISSING, MISSING, 15),
      },
    }
    expect(severityExamples(same, ['age', 'gcs_min']).map(({ features }) => features)).toEqual([
      { age: 42, gcs_min: 15 },
      { age: 41 },
      {},
    ])
  })

  it('are three different rows of gold, milder before more severe, wherever there are three', () => {
    const oasis = fc.array(fc.integer({ min: 0, max: 75 }), { minLength: 3, maxLength: 60 })
    fc.assert(
      fc.property(oasis, scores => {
        const rows = scores.map((_, row) => row)
        const frame: Frame = {
          rows: scores.length,
          columns: { oasis: numbers(...scores), row: numbers(...rows) },
        }
        const examples = severityExamples(frame, ['row'])
        const chosen = examples.map(({ features }) => Number(features['row']))
        expect(new Set(chosen).size).toBe(examples.length)
        expect(chosen.map(row => scores[row])).toEqual(examples.map(example => example.oasis))
        const values = examples.map(example => example.oasis)
        expect(values).toEqual(values.toSorted((a, b) => a - b))
      }),
    )
  })

  it('are none where no stay has a score', () => {
    expect(severityExamples({ rows: 1, columns: { oasis: numbers(MISSING) } }, [])).toEqual([])
  })
})

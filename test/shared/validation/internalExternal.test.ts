import { describe, expect, it } from 'vitest'
import type { Frame } from '../../../shared/tables/frame.ts'
import { internalExternalValidation } from '../../../shared/validation/internalExternal.ts'
import { madeUpGold } from '../tuning/madeUpGold.ts'
import { definition, refitInput, search } from '../tuning/searchInMemory.ts'

/** Made-up gold whose stays have a unit and a charting system, both by the patient; unit `C` has three patients. */
function withUnits(gold: Frame): Frame {
  const subjects = gold.columns['subject_id']
  const ids = subjects?.kind === 'number' ? [...subjects.values] : []
  const text = (of: (patient: number) => string) => ({
    kind: 'text' as const,
    values: ids.map(id => of(id - 10_000)),
  })
  return {
    ...gold,
    columns: {
      ...gold.columns,
      first_careunit: text(patient => (patient < 3 ? 'C' : patient % 2 === 0 ? 'A' : 'B')),
      dbsource: text(patient =>
        patient < 5 ? 'both' : patient % 3 === 0 ? 'carevue' : 'metavision',
      ),
    },
  }
}

function validate(gold: Frame) {
  const searched = search(gold, ['logistic'])
  const { plan, predictions, thresholdRule, features, ...study } = refitInput(searched)
  const input = { ...study, features, plan, predictions, thresholdRule }
  return {
    study: searched.study,
    validations: internalExternalValidation({
      ...input,
      calibration: 'platt',
      seed: definition.seed,
      resamples: 100,
    }),
  }
}

describe('internalExternalValidation', () => {
  const gold = withUnits(madeUpGold({ patients: 400, seed: 5, signal: 1 }))

  it('learns from one part and scores the other', () => {
    const { study, validations } = validate(gold)
    expect(validations.map(({ kind, scored }) => [kind, scored])).toEqual([
      ['charting-system', 'metavision'],
      ['care-unit', 'A'],
      ['care-unit', 'B'],
      ['care-unit', 'C'],
    ])
    const [system, a] = validations
    expect(system?.stays).toBeGreaterThan(system?.trained?.stays ?? 0)
    // the stays charted in both systems are on neither side
    expect((system?.stays ?? 0) + (system?.trained?.stays ?? 0)).toBeLessThan(study.rows.length)
    expect((a?.stays ?? 0) + (a?.trained?.stays ?? 0)).toBe(study.rows.length)
    expect(system?.figures?.auroc.value).toBeGreaterThan(0.65)
    expect(a?.figures?.observedToExpected.value).toBeCloseTo(1, 0)
  })

  it('says why a part is not shown', () => {
    const [, , , c] = validate(gold).validations
    // not what it was learned from either: all stays less these would be those of the part
    expect(c).toEqual({
      kind: 'care-unit',
      scored: 'C',
      trained: null,
      stays: null,
      patients: null,
      deaths: null,
      figures: null,
      suppressed: 'fewer than 10 patients',
    })
  })

  it('says why nothing was learned where deaths are too few', () => {
    const units = withUnits(madeUpGold({ patients: 60, seed: 6, signal: 1 }))
    const [system] = validate(units).validations
    expect(system?.figures).toBeNull()
    expect(system?.suppressed).toBe('fewer than 10 deaths or survivors to learn from')
  })

  it('never learns from a patient whom it scores', () => {
    // every patient has stays in both units: nobody is left to learn from
    const subjects = gold.columns['subject_id']
    const ids = subjects?.kind === 'number' ? subjects.values : new Float64Array()
    const first = new Set<number>()
    const values = [...ids].map(id => {
      if (first.has(id)) return 'B'
      first.add(id)
      return 'A'
    })
    const split = {
      ...gold,
      columns: { ...gold.columns, first_careunit: { kind: 'text' as const, values } },
    }
    const b = validate(split).validations.find(({ scored }) => scored === 'B')
    const twice = ids.length - first.size
    expect(b?.stays === null || (b?.stays ?? 0) <= twice).toBe(true)
    expect(b?.trained?.stays).toBeLessThan(first.size - (b?.stays ?? 0) + 1)
  })
})

import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { closeWorkers } from '../../../shared/compute/pool.ts'
import { CATALOGUE } from '../../../shared/features/catalogue.ts'
import { OBSERVATIONS, observed } from '../fhir/sampleBundle.ts'
import { chartOf } from './chartOf.ts'

afterAll(closeWorkers)

describe('features of FHIR resources', () => {
  it('are what the chart says of the first 24 h', async () => {
    const { features, refused, observationIds } = await chartOf(OBSERVATIONS)
    expect(features).toMatchObject({
      gender: 'F',
      admission_type: 'EMERGENCY',
      elective_surgery: 0,
      pre_icu_hours: 12,
      heart_rate_min: 92,
      heart_rate_max: 118,
      heart_rate_count: 2,
      heart_rate_slope: 6.5,
      resp_rate_max: 24,
      temp_c_max: 38.5,
      sbp_min: 84,
      dbp_min: 41,
      mbp_min: 55,
      gcs_min: 9,
      urine_output_sum: 350,
      urine_output_count: 2,
      mech_vent_any: 1,
      lactate_max: 4.1,
      sodium_min: 138,
    })
    expect(features['creatinine_max']).toBeCloseTo(2, 3)
    expect(features['age']).toBeCloseTo(70, 2)
    expect(refused).toEqual([])
    // all but the heart rate after 25 h
    expect(observationIds).toHaveLength(OBSERVATIONS.length - 1)
    expect(observationIds).not.toContain('hr-late')
  })

  it('do not depend on the order of the observations', async () => {
    const expected = (await chartOf(OBSERVATIONS)).features
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(OBSERVATIONS, { minLength: OBSERVATIONS.length }),
        async shuffled => {
          expect((await chartOf(shuffled)).features).toEqual(expected)
        },
      ),
      { numRuns: 10 },
    )
  })

  it.each([
    ['unit', { valueQuantity: { value: 90, code: 'Hz', system: 'http://unitsofmeasure.org' } }],
    ['comparator', { valueQuantity: { value: 90, code: '/min', comparator: '>' } }],
    ['time', { effectiveDateTime: '2026-03-01' }],
    ['time', { effectiveDateTime: '2026-03-01T10:00:00' }],
    ['time', { effectiveDateTime: '9999-12-31T00:00:00Z' }],
    ['status', { status: 'entered-in-error' }],
    ['other-patient', { subject: { reference: 'Patient/pat-2' } }],
    ['no-number', { valueQuantity: undefined, valueString: 'fast' }],
    ['implausible', { valueQuantity: { value: 900, code: '/min' } }],
  ])('refuse one observation for its %s and keep the others', async (reason, changes) => {
    const odd = observed('odd', '8867-4', 90, '/min', 2.5, changes)
    const { features, refused } = await chartOf([...OBSERVATIONS, odd])
    expect(refused).toEqual([{ concept: 'heart_rate', reason, count: 1 }])
    expect(features).toEqual((await chartOf(OBSERVATIONS)).features)
  })

  it.each([
    ['8867-4', '/min', 0, 'heart_rate_count', 0],
    ['8867-4', '/min', 24, 'heart_rate_count', 1],
    ['2951-2', 'mmol/L', -6, 'sodium_count', 1],
    ['2951-2', 'mmol/L', -6.01, 'sodium_count', 0],
    ['9269-2', '{score}', 0, 'gcs_count', 1],
    ['9269-2', '{score}', 24.01, 'gcs_count', 0],
    ['29463-7', 'kg', -23, 'weight_count', 1],
  ])('%s in %s at %f h: %s is %i', async (code, unit, hours, feature, count) => {
    const { features, observationIds } = await chartOf([observed('x', code, 14, unit, hours)])
    expect(features[feature]).toBe(count)
    expect(observationIds).toHaveLength(count)
  })

  it('know that nobody was ventilated only where vital signs were charted', async () => {
    expect((await chartOf([])).features['mech_vent_any']).toBeUndefined()
    const weighed = [observed('w', '29463-7', 80, 'kg', 2)]
    expect((await chartOf(weighed)).features['mech_vent_any']).toBeUndefined()
    const charted = [observed('a', '8867-4', 80, '/min', 2)]
    expect((await chartOf(charted)).features['mech_vent_any']).toBe(0)
  })

  it('do not tell what these codes do not tell', async () => {
    const { features } = await chartOf(OBSERVATIONS)
    const concepts = new Map(CATALOGUE.map(({ name, concept }) => [name, concept]))
    const told = new Set(Object.keys(features).map(name => concepts.get(name)))
    for (const concept of ['bands', 'cpap', 'intubated', 'ethnicity', 'vasopressor']) {
      expect(told).not.toContain(concept)
    }
  })
})

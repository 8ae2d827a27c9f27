import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../../shared/features/catalogue.ts'
import { icuStayOf } from '../../../shared/fhir/icuStay.ts'
import { patientFeatures } from '../../../shared/fhir/patientFeatures.ts'
import { encounter, observation, patient, resourcesOf } from '../../../shared/fhir/resources.ts'
import { bundleOf, ENCOUNTERS, OBSERVATIONS, observed, PATIENT } from './sampleBundle.ts'

function featuresOf(observations: readonly object[], encounters: unknown = ENCOUNTERS) {
  const stay = icuStayOf(resourcesOf(encounters, encounter, 'Encounter').resources)
  if (stay === undefined) throw new Error('the sample has no ICU stay')
  const { resources } = resourcesOf(bundleOf(observations), observation, 'Observation')
  return patientFeatures({ patient: patient.parse(PATIENT), observations: resources, stay }, 24)
}

function stayOf(encounters: readonly object[]) {
  return icuStayOf(resourcesOf(bundleOf(encounters), encounter, 'Encounter').resources)
}

describe('features of FHIR resources', () => {
  it('are what the chart says of the first 24 h', () => {
    const { features, refused } = featuresOf(OBSERVATIONS)
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
  })

  it('are all features of the catalogue', () => {
    const names = new Set(CATALOGUE.map(({ name }) => name))
    const { features } = featuresOf(OBSERVATIONS)
    expect(Object.keys(features).filter(name => !names.has(name))).toEqual([])
  })

  it('do not depend on the order of the observations', () => {
    const expected = featuresOf(OBSERVATIONS).features
    fc.assert(
      fc.property(
        fc.shuffledSubarray(OBSERVATIONS, { minLength: OBSERVATIONS.length }),
        shuffled => {
          expect(featuresOf(shuffled).features).toEqual(expected)
        },
      ),
      { numRuns: 30 },
    )
  })

  it.each([
    ['unit', { valueQuantity: { value: 90, code: 'Hz', system: 'http://unitsofmeasure.org' } }],
    ['comparator', { valueQuantity: { value: 90, code: '/min', comparator: '>' } }],
    ['time', { effectiveDateTime: '2026-03-01' }],
    ['time', { effectiveDateTime: '2026-03-01T10:00:00' }],
    ['status', { status: 'entered-in-error' }],
    ['other-patient', { subject: { reference: 'Patient/pat-2' } }],
    ['no-number', { valueQuantity: undefined, valueString: 'fast' }],
    ['implausible', { valueQuantity: { value: 900, code: '/min' } }],
  ])('refuse one observation for its %s and keep the others', (reason, changes) => {
    const odd = observed('odd', '8867-4', 90, '/min', 2, changes)
    const { features, refused } = featuresOf([...OBSERVATIONS, odd])
    expect(refused).toEqual([{ concept: 'heart_rate', reason, count: 1 }])
    expect(features).toEqual(featuresOf(OBSERVATIONS).features)
  })

  it.each([
    ['8867-4', '/min', 0, false],
    ['8867-4', '/min', 24, true],
    ['2951-2', 'mmol/L', -6, true],
    ['2951-2', 'mmol/L', -6.01, false],
    ['9269-2', '{score}', 0, true],
    ['9269-2', '{score}', 24.01, false],
    ['29463-7', 'kg', -23, true],
  ])('%s in %s at %f h: in the window is %s', (code, unit, hours, inside) => {
    const { readings } = featuresOf([observed('x', code, 14, unit, hours)])
    expect(readings.length === 1).toBe(inside)
  })

  it('know that nobody was ventilated only where something was charted', () => {
    const charted = [observed('a', '8867-4', 80, '/min', 2)]
    expect(featuresOf([]).features['mech_vent_any']).toBeUndefined()
    expect(featuresOf(charted).features['mech_vent_any']).toBe(0)
  })
})

describe('the ICU stay of encounters', () => {
  const hospital = {
    resourceType: 'Encounter',
    id: 'h',
    period: { start: '2026-02-28T20:00:00Z' },
  }

  it('is none where no encounter speaks of an ICU', () => {
    expect(stayOf([])).toBeUndefined()
    expect(stayOf([hospital])).toBeUndefined()
  })

  it('is an encounter of its own within that of the hospital', () => {
    const icu = {
      resourceType: 'Encounter',
      id: 'i',
      partOf: { reference: 'Encounter/h' },
      type: [{ coding: [{ system: 'http://snomed.info/sct', code: '309904001' }] }],
      period: { start: '2026-03-01T08:00:00+01:00' },
    }
    expect(stayOf([icu, hospital])).toMatchObject({
      intime: Date.parse('2026-03-01T07:00:00Z'),
      admission: Date.parse('2026-02-28T20:00:00Z'),
      encounterId: 'i',
    })
  })

  it('does not know when the patient came to hospital where only the ICU is told of', () => {
    const icu = {
      resourceType: 'Encounter',
      type: [{ text: 'MICU' }],
      period: { start: '2026-03-01T08:00:00Z' },
    }
    expect(stayOf([icu])?.admission).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import { LOINC } from '../../../shared/fhir/loinc.ts'
import { inConceptUnit } from '../../../shared/fhir/units.ts'

const ucum = (code: string) => ({ system: 'http://unitsofmeasure.org', code })

describe('units of observations', () => {
  // the factors that clinical tables print (AMA Manual of Style, SI conversions), to their own precision
  it.each([
    ['glucose_lab', 1, 'mmol/L', 18.02, 2],
    ['glucose_chart', 5.55, 'mmol/L', 100, 0],
    ['creatinine', 88.4, 'umol/L', 1, 3],
    ['bilirubin', 17.104, 'umol/L', 1, 3],
    ['bun', 0.357, 'mmol/L', 1, 3],
    ['lactate', 1, 'mg/dL', 0.111, 3],
    ['hemoglobin', 140, 'g/L', 14, 6],
    ['hemoglobin', 0.6206, 'mmol/L', 1, 3],
    ['albumin', 35, 'g/L', 3.5, 6],
    ['temp_c', 98.6, '[degF]', 37, 6],
    ['temp_c', -40, '[degF]', -40, 6],
    ['temp_c', 310.15, 'K', 37, 6],
    ['mbp', 10, 'kPa', 75.0062, 4],
    ['height', 70, '[in_i]', 177.8, 6],
    ['weight', 150, '[lb_av]', 68.0389, 4],
    ['wbc', 7_500, '/uL', 7.5, 6],
    ['platelet', 210, '10*9/L', 210, 6],
    ['hematocrit', 0.42, 'L/L', 42, 6],
    ['sodium', 140, 'meq/L', 140, 6],
    ['pao2', 12, 'kPa', 90.0074, 4],
    ['ph', 7.31, '[pH]', 7.31, 6],
    ['base_excess', -6, 'mmol/L', -6, 6],
    ['urine_output', 1.5, 'L', 1500, 6],
  ])('%s: %f %s is %f', (concept, value, unit, expected, digits) => {
    expect(inConceptUnit(concept, value, ucum(unit))).toBeCloseTo(expected, digits)
  })

  it.each([
    ['glucose_lab', 'g/L'],
    ['creatinine', 'mmol/L'],
    ['heart_rate', 'mm[Hg]'],
    ['temp_c', 'constructor'],
    ['no_concept', 'mg/dL'],
  ])('%s in %s is refused', (concept, unit) => {
    expect(inConceptUnit(concept, 5, ucum(unit))).toBeUndefined()
  })

  it('refuses codes of another system, and units that are not said', () => {
    expect(inConceptUnit('glucose_lab', 5, { system: 'urn:local', code: 'mg/dL' })).toBeUndefined()
    expect(inConceptUnit('glucose_lab', 5, {})).toBeUndefined()
    expect(inConceptUnit('hematocrit', 0.4, {})).toBeUndefined()
    expect(inConceptUnit('pao2', 12, {})).toBeUndefined()
    expect(inConceptUnit('gcs', 14, {})).toBe(14)
    expect(inConceptUnit('ph', 7.4, {})).toBe(7.4)
  })

  it('reads the spellings of those who send no code', () => {
    expect(inConceptUnit('temp_c', 212, { unit: '°F' })).toBe(100)
    expect(inConceptUnit('potassium', 4, { unit: 'mEq/L' })).toBe(4)
    expect(inConceptUnit('heart_rate', 80, { unit: 'beats/minute' })).toBe(80)
  })

  it('knows a unit of every concept that a code leads to', () => {
    const units = [
      '/min',
      'mm[Hg]',
      'Cel',
      '%',
      '{score}',
      'cm',
      'kg',
      'mL',
      'mg/dL',
      'mmol/L',
      'g/dL',
      '10*3/uL',
      '1',
      's',
    ]
    const measured = LOINC.filter(({ concept }) => concept !== 'mech_vent')
    const without = measured.filter(({ concept }) =>
      units.every(unit => inConceptUnit(concept, 1, ucum(unit)) === undefined),
    )
    expect(without).toEqual([])
  })
})

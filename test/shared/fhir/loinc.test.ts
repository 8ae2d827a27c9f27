import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { conceptOfLoinc, LOINC } from '../../../shared/fhir/loinc.ts'
import { CONCEPTS } from '../../../shared/mimic/concepts.ts'
import { DEMO, demoMissing } from '../features/demoSilver.ts'

/** The check digit that ends every LOINC code: mod 10 as the LOINC Users' Guide gives it (Luhn's). */
function hasCheckDigit(code: string): boolean {
  const digits = code.replace('-', '').split('').map(Number).reverse()
  const sum = digits.reduce((total, digit, place) => {
    const doubled = place % 2 === 1 ? digit * 2 : digit
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

describe('LOINC codes', () => {
  it.each(LOINC.map(({ code }) => code))('%s ends in its check digit', code => {
    expect(hasCheckDigit(code)).toBe(true)
  })

  it('name each code once', () => {
    expect(new Set(LOINC.map(({ code }) => code)).size).toBe(LOINC.length)
  })

  it('lead to what gold measures, or to what it sums up', () => {
    const measured = new Set(CONCEPTS.map(({ name }) => name))
    const others = LOINC.map(({ concept }) => concept).filter(concept => !measured.has(concept))
    expect(new Set(others)).toEqual(new Set(['gcs', 'urine_output', 'mech_vent']))
  })

  it('cover the inputs of OASIS that are measured, and the commonest laboratory tests', () => {
    const covered = new Set(LOINC.map(({ concept }) => concept))
    const oasis = ['heart_rate', 'mbp', 'resp_rate', 'temp_c', 'gcs', 'urine_output', 'mech_vent']
    const panels = ['sodium', 'potassium', 'chloride', 'bicarbonate', 'bun', 'creatinine']
    const others = ['glucose_lab', 'hemoglobin', 'hematocrit', 'wbc', 'platelet', 'lactate']
    expect([...oasis, ...panels, ...others].filter(concept => !covered.has(concept))).toEqual([])
  })

  it('are read in their own system only', () => {
    expect(conceptOfLoinc([{ system: 'http://loinc.org', code: '8867-4' }])).toBe('heart_rate')
    expect(conceptOfLoinc([{ system: 'urn:local', code: '8867-4' }])).toBeUndefined()
    expect(conceptOfLoinc([{ code: '8867-4' }])).toBeUndefined()
  })

  it.skipIf(demoMissing)('are those of the same laboratory items in D_LABITEMS', () => {
    const concepts = new Map<number, string>(
      CONCEPTS.flatMap(({ name, sources }) =>
        sources
          .filter(({ table }) => table === 'LABEVENTS')
          .flatMap(({ items }) => Object.keys(items).map(id => [Number(id), name] as const)),
      ),
    )
    // row_id, itemid, label (which may hold commas), fluid, category, loinc_code
    const rows = readFileSync(join(DEMO, 'D_LABITEMS.csv'), 'utf8')
      .split(/\r?\n/)
      .map(line => /^\d+,(\d+),.*,([\d-]+)$/.exec(line))
    const compared = rows.flatMap(match => {
      const [, itemid = '', loinc_code = ''] = match ?? []
      const ours = conceptOfLoinc([{ system: 'http://loinc.org', code: loinc_code }])
      const concept = concepts.get(Number(itemid))
      // what is noted of the ventilator with a blood gas is no measurement of the blood
      if (ours === undefined || ours === 'mech_vent' || concept === undefined) return []
      return [[ours, concept]]
    })
    expect(compared.length).toBeGreaterThan(15)
    expect(compared.filter(([ours, theirs]) => ours !== theirs)).toEqual([])
  })
})

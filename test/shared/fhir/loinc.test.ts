import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LOINC, loincCodeOf } from '../../../shared/fhir/loinc.ts'
import { BLOOD_GASES } from '../../../shared/mimic/concepts/bloodGases.ts'
import { LABS } from '../../../shared/mimic/concepts/labs.ts'
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

const coding = (code: string) => ({ system: 'http://loinc.org', code })

/** What is measured by item of LABEVENTS. */
const LAB_CONCEPTS: ReadonlyMap<number, string> = new Map(
  CONCEPTS.flatMap(({ name, sources }) =>
    sources
      .filter(({ table }) => table === 'LABEVENTS')
      .flatMap(({ items }) => Object.keys(items).map(id => [Number(id), name] as const)),
  ),
)

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

  it('cover the inputs of OASIS that are measured, blood gases, and all laboratory tests of gold but bands', () => {
    const covered = new Set(LOINC.map(({ concept }) => concept))
    const oasis = ['heart_rate', 'mbp', 'resp_rate', 'temp_c', 'gcs', 'urine_output', 'mech_vent']
    const gases = BLOOD_GASES.map(({ name }) => name).filter(name => name !== 'peep_lab')
    const labs = LABS.map(({ name }) => name).filter(name => name !== 'bands')
    expect([...oasis, ...gases, ...labs].filter(concept => !covered.has(concept))).toEqual([])
  })

  it.skipIf(demoMissing)('cover the ten laboratory items that the demo has most rows of', () => {
    const rowsOf = new Map<number, number>()
    for (const line of readFileSync(join(DEMO, 'LABEVENTS.csv'), 'utf8').split(/\r?\n/).slice(1)) {
      const itemid = Number(line.split(',')[3])
      rowsOf.set(itemid, (rowsOf.get(itemid) ?? 0) + 1)
    }
    const commonest = [...rowsOf].sort(([, a], [, b]) => b - a).slice(0, 10)
    const covered = new Set(LOINC.map(({ concept }) => concept))
    const concepts = commonest.map(([itemid]) => LAB_CONCEPTS.get(itemid) ?? `item ${itemid}`)
    expect(concepts.filter(concept => !covered.has(concept))).toEqual([])
  })

  it('are read in their own system only', () => {
    expect(loincCodeOf([coding('8867-4')])?.concept).toBe('heart_rate')
    expect(loincCodeOf([{ system: 'urn:local', code: '8867-4' }])).toBeUndefined()
    expect(loincCodeOf([{ code: '8867-4' }])).toBeUndefined()
  })

  it('tell the specimen wherever one of an observation does', () => {
    const [any, arterial] = [coding('11556-8'), coding('2703-7')]
    expect(loincCodeOf([any])?.specimen).toBeUndefined()
    expect(loincCodeOf([any, arterial])?.specimen).toBe('arterial')
  })

  it.skipIf(demoMissing)('are those of the same laboratory items in D_LABITEMS', () => {
    // row_id, itemid, label (which may hold commas), fluid, category, loinc_code
    const rows = readFileSync(join(DEMO, 'D_LABITEMS.csv'), 'utf8')
      .split(/\r?\n/)
      .map(line => /^\d+,(\d+),.*,([\d-]+)$/.exec(line))
    const compared = rows.flatMap(match => {
      const [, itemid = '', loinc_code = ''] = match ?? []
      const ours = loincCodeOf([coding(loinc_code)])?.concept
      const concept = LAB_CONCEPTS.get(Number(itemid))
      // what is noted of the ventilator with a blood gas is no measurement of the blood
      if (ours === undefined || ours === 'mech_vent' || concept === undefined) return []
      return [[ours, concept]]
    })
    expect(compared.length).toBeGreaterThan(15)
    expect(compared.filter(([ours, theirs]) => ours !== theirs)).toEqual([])
  })
})

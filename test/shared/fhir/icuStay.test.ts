import { describe, expect, it } from 'vitest'
import { icuStayOf } from '../../../shared/fhir/icuStay.ts'
import { encounter, resourcesOf } from '../../../shared/fhir/resources.ts'
import { bundleOf } from './sampleBundle.ts'

function stayOf(encounters: readonly object[]) {
  return icuStayOf(resourcesOf(bundleOf(encounters), encounter, 'Encounter').resources)
}

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

  it.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2026-03-01', '2026-03-01T08:00:00'])(
    'is none that began at %s: no time of a patient, or none that can be told from others',
    start => {
      expect(
        stayOf([{ resourceType: 'Encounter', type: [{ text: 'MICU' }], period: { start } }]),
      ).toBeUndefined()
    },
  )

  it('does not know when the patient came to hospital where only the ICU is told of', () => {
    const icu = {
      resourceType: 'Encounter',
      type: [{ text: 'MICU' }],
      period: { start: '2026-03-01T08:00:00Z' },
    }
    expect(stayOf([icu])?.admission).toBeUndefined()
  })
})

/** A made-up patient of a surgical ICU in FHIR R4, as an EHR would send it. ICU admission is 2026-03-01T08:00Z. */
export const PATIENT = {
  resourceType: 'Patient',
  id: 'pat-1',
  name: [{ family: 'Mustermann', given: ['Erika'] }],
  gender: 'female',
  birthDate: '1956-03-01',
}

export const ENCOUNTERS = bundleOf([
  {
    resourceType: 'Encounter',
    id: 'enc-1',
    status: 'in-progress',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
    priority: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActPriority', code: 'EM' }],
    },
    subject: { reference: 'Patient/pat-1' },
    period: { start: '2026-02-28T20:00:00Z' },
    location: [
      {
        location: { reference: 'Location/ed', display: 'Emergency Department' },
        period: { start: '2026-02-28T20:00:00Z', end: '2026-03-01T08:00:00Z' },
      },
      {
        location: { reference: 'Location/icu', display: 'Surgical Intensive Care Unit' },
        period: { start: '2026-03-01T08:00:00Z' },
      },
    ],
  },
])

export function bundleOf(resources: readonly object[]) {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: resources.length,
    entry: resources.map(resource => ({ resource })),
  }
}

const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] })
const ucum = (value: number, code: string) => ({
  value,
  unit: code,
  system: 'http://unitsofmeasure.org',
  code,
})

/** An observation `hours` after ICU admission. */
export function observed(
  id: string,
  code: string,
  value: number,
  unit: string,
  hours: number,
  changes: object = {},
) {
  const moment = new Date(Date.UTC(2026, 2, 1, 8) + hours * 3_600_000)
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: loinc(code),
    subject: { reference: 'Patient/pat-1' },
    effectiveDateTime: moment.toISOString(),
    valueQuantity: ucum(value, unit),
    ...changes,
  }
}

export const OBSERVATIONS = [
  observed('hr-1', '8867-4', 92, '/min', 1),
  observed('hr-2', '8867-4', 118, '/min', 5),
  observed('hr-late', '8867-4', 190, '/min', 25),
  observed('rr-1', '9279-1', 24, '/min', 2),
  observed('temp-1', '8310-5', 101.3, '[degF]', 3),
  observed('bp-1', '85354-9', 0, '1', 2, {
    valueQuantity: undefined,
    component: [
      { code: loinc('8480-6'), valueQuantity: ucum(84, 'mm[Hg]') },
      { code: loinc('8462-4'), valueQuantity: ucum(41, 'mm[Hg]') },
      { code: loinc('8478-0'), valueQuantity: ucum(55, 'mm[Hg]') },
    ],
  }),
  observed('gcs-1', '9269-2', 9, '{score}', 4),
  observed('urine-1', '9187-6', 150, 'mL', 6),
  observed('urine-2', '9187-6', 0.2, 'L', 12),
  observed('vent-1', '19835-8', 450, 'mL', 2),
  observed('crea-0', '14682-9', 176.8, 'umol/L', -3),
  observed('lac-1', '2524-7', 4.1, 'mmol/L', 1),
  observed('na-1', '2951-2', 138, 'mmol/L', 1),
]

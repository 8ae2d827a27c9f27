import { seededRandom } from '../../shared/random.ts'

/** Hours that are charted: the first day, which is all that counts. */
const HOURS = 24
/** How often an hour. */
const PER_HOUR = 2

interface Charted {
  /** Of MetaVision, in CHARTEVENTS; undefined: of LABEVENTS. */
  readonly chartItem?: number
  readonly labItem?: number
  readonly loinc: string
  readonly unit: string
  readonly middle: number
}

/** Vital signs and laboratory values with what both calls know them by. */
const CHARTED: readonly Charted[] = [
  { chartItem: 220045, loinc: '8867-4', unit: '/min', middle: 96 },
  { chartItem: 220210, loinc: '9279-1', unit: '/min', middle: 20 },
  { chartItem: 220179, loinc: '8480-6', unit: 'mm[Hg]', middle: 118 },
  { chartItem: 220180, loinc: '8462-4', unit: 'mm[Hg]', middle: 62 },
  { chartItem: 220181, loinc: '8478-0', unit: 'mm[Hg]', middle: 79 },
  { chartItem: 220277, loinc: '59408-5', unit: '%', middle: 96 },
  { labItem: 50912, loinc: '2160-0', unit: 'mg/dL', middle: 1.4 },
  { labItem: 50983, loinc: '2951-2', unit: 'mmol/L', middle: 139 },
  { labItem: 50971, loinc: '2823-3', unit: 'mmol/L', middle: 4.2 },
]

/** Values of a made-up patient that are charted on the first day. */
export const CHARTED_VALUES = CHARTED.length * HOURS * PER_HOUR

const ADMITTED = Date.UTC(2026, 2, 1, 8)

/** A day of one made-up patient as the bodies of the two calls that take a chart. */
export function drawChart(seed: number): { readonly stay: string; readonly cds: string } {
  const random = seededRandom(seed, 'serve chart')
  const values = CHARTED.flatMap(what =>
    Array.from({ length: HOURS * PER_HOUR }, (_, at) => ({
      ...what,
      value: Math.round(10 * what.middle * (1 + 0.1 * random.normal())) / 10,
      at: new Date(ADMITTED + (at * 3_600_000) / PER_HOUR).toISOString(),
    })),
  )
  const rowsOf = (item: 'chartItem' | 'labItem') =>
    values.flatMap(({ [item]: itemid, value: valuenum, at: charttime }) =>
      itemid === undefined ? [] : [{ itemid, charttime, valuenum }],
    )
  const intime = new Date(ADMITTED).toISOString()
  const stay = {
    icustay: { intime, first_careunit: 'MICU', dbsource: 'metavision' },
    patient: { gender: 'F', age: 70 },
    chartevents: rowsOf('chartItem'),
    labevents: rowsOf('labItem'),
  }
  const observations = values.map(({ loinc, unit, value, at }, place) => ({
    resourceType: 'Observation',
    id: `observation-${place}`,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: loinc }] },
    effectiveDateTime: at,
    valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
  }))
  const encounter = {
    resourceType: 'Encounter',
    type: [{ text: 'ICU' }],
    period: { start: intime },
  }
  return {
    stay: JSON.stringify({ stay }),
    cds: JSON.stringify({
      hook: 'patient-view',
      hookInstance: '0b1c2d3e-4f50-4a61-8b72-9c83ad94be05',
      context: { patientId: 'made-up', userId: 'Practitioner/1' },
      prefetch: {
        patient: {
          resourceType: 'Patient',
          id: 'made-up',
          gender: 'female',
          birthDate: '1956-03-01',
        },
        encounters: bundleOf([encounter]),
        observations: bundleOf(observations),
      },
    }),
  }
}

function bundleOf(resources: readonly object[]): object {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    entry: resources.map(resource => ({ resource })),
  }
}

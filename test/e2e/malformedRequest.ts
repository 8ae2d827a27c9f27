import { type Random, seededRandom } from '../../shared/random.ts'

/** A request that is wrong in one way or another, or right by chance. */
export interface MalformedRequest {
  readonly path: string
  readonly contentType: string
  readonly body: Uint8Array<ArrayBuffer>
}

/** Each POST of the API with what it takes, which is then spoilt. Names are of nothing that exists. */
const CALLS: readonly { readonly path: string; readonly body: Json }[] = [
  {
    path: 'predict',
    body: { features: { age: 71, heart_rate_max: 118, gcs_min: 9, mech_vent_any: true } },
  },
  {
    path: 'predict',
    body: {
      instances: [
        { age: 71, gender: 'F', urine_output_sum: 900 },
        { temp_c_min: 35.2, elective_surgery: 0, resp_rate_max: 31 },
      ],
    },
  },
  { path: 'predict?explain=false', body: { instances: [{ age: 40 }] } },
  {
    path: 'predict',
    body: {
      stay: {
        icustay: { intime: '2101-10-20 19:08:00', first_careunit: 'MICU' },
        admission: { admittime: '2101-10-20 19:08:00', admission_type: 'EMERGENCY' },
        patient: { dob: '2025-04-11 00:00:00', gender: 'M' },
        services: [{ transfertime: '2101-10-20 19:10:00', curr_service: 'MED' }],
        chartevents: [{ itemid: 211, charttime: '2101-10-20 20:00:00', valuenum: 101 }],
        labevents: [{ itemid: 50912, charttime: '2101-10-20 20:00:00', valuenum: 1.4 }],
        outputevents: [],
        inputevents_cv: [],
        inputevents_mv: [],
        procedureevents_mv: [],
        priorAdmissions: [],
        asOf: '2101-10-21 19:08:00',
      },
    },
  },
  {
    path: 'outcomes',
    body: { outcomes: [{ id: '2f1c6a52-6f0e-4b8b-9a51-7d3c1f0e9b64', died: true }] },
  },
  {
    path: 'cds-services/icu-mortality',
    body: {
      hook: 'patient-view',
      hookInstance: '0b1c2d3e-4f50-4a61-8b72-9c83ad94be05',
      context: { patientId: 'p', userId: 'Practitioner/1' },
      prefetch: {
        patient: { resourceType: 'Patient', id: 'p', gender: 'female', birthDate: '1956-03-01' },
        encounters: {
          resourceType: 'Bundle',
          entry: [
            {
              resource: {
                resourceType: 'Encounter',
                type: [{ text: 'ICU' }],
                period: { start: '2026-03-01T08:00:00Z' },
              },
            },
          ],
        },
        observations: {
          resourceType: 'Bundle',
          entry: [
            {
              resource: {
                resourceType: 'Observation',
                status: 'final',
                code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
                effectiveDateTime: '2026-03-01T10:00:00Z',
                valueQuantity: { value: 92, code: '/min', system: 'http://unitsofmeasure.org' },
              },
            },
          ],
        },
      },
    },
  },
  {
    path: 'cds-services/icu-mortality/feedback',
    body: {
      feedback: [
        {
          card: '0b1c2d3e-4f50-4a61-8b72-9c83ad94be05',
          outcome: 'accepted',
          outcomeTimestamp: '2026-03-02T08:00:00Z',
        },
      ],
    },
  },
  { path: 'models/0123456789ab/promote', body: { by: 'nobody', reason: 'a test' } },
  {
    path: 'pipelines/no-such-dataset/approve',
    body: { by: 'nobody', decision: 'promote', reason: 'a test' },
  },
  {
    path: 'pipelines/no-such-dataset',
    body: { seed: 1, trials: 3, families: ['severity'], predictionHours: 24, gate: 'dry-run' },
  },
  { path: 'studies/no-such-study/trials', body: { trials: 3 } },
]

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** Blanks behind a document are no part of it, but a host that keeps bodies keeps them. */
const PADDED = 2_000_000

/** What parsers, validators, object maps and file systems have stumbled over. */
const ODD_VALUES: readonly Json[] = [
  null,
  true,
  -0,
  -1,
  1e308,
  5e-324,
  2 ** 53,
  '',
  'NaN',
  '2101-13-45 99:99:99',
  '../../../etc/passwd',
  '\u0000',
  '\uFFFF',
  "'; DROP TABLE trials; --",
  '${7*7}{{7*7}}<script>',
  'x'.repeat(5_000),
  [],
  {},
  [[[[[[]]]]]],
  { toString: null, valueOf: 1 },
]
const ODD_NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  '~1/~0',
  'discharge_location',
  'los_icu_days',
  'heart_rate',
  'Ä\u0000\n',
  'n'.repeat(3_000),
]
const CONTENT_TYPES = ['application/json', 'text/csv', 'multipart/form-data', 'x', 'a/b; charset=y']
const ODD_QUERIES = ['?explain=perhaps', '?explain', '?explain=true&explain=false', '?%00=%ff']

/** What `malformedRequest` spoils, as it should be. */
export function wellFormedRequests(): readonly MalformedRequest[] {
  return CALLS.map(({ path, body }) => ({
    path,
    contentType: 'application/json',
    body: bytesOf(JSON.stringify(body)),
  }))
}

/** @param index - the same seed and index make the same request */
export function malformedRequest(seed: number, index: number): MalformedRequest {
  const random = seededRandom(seed, 'malformed-request', index)
  const call = pick(random, CALLS)
  const spoiltPath = random.int(10) === 0 ? `predict${pick(random, ODD_QUERIES)}` : call.path
  return {
    path: random.int(10) === 0 ? call.path.replace(/no-such-|0123/, '%00%2e%2e%2f') : spoiltPath,
    contentType: random.int(4) === 0 ? pick(random, CONTENT_TYPES) : 'application/json',
    body: bodyOf(random, call.body, call.path === 'predict' && random.int(2) === 0 ? PADDED : 0),
  }
}

function bodyOf(random: Random, body: Json, length: number): Uint8Array<ArrayBuffer> {
  let spoilt = body
  for (let times = 1 + random.int(3); times > 0; times--) spoilt = spoil(random, spoilt)
  const text = JSON.stringify(spoilt)
  switch (random.int(8)) {
    case 0:
      return bytesOf(text.slice(0, random.int(text.length + 1)))
    case 1: {
      const bytes = bytesOf(text)
      for (let times = 1 + random.int(4); times > 0; times--) {
        bytes[random.int(bytes.length)] = random.int(256)
      }
      return bytes
    }
    case 2:
      return bytesOf(
        text.replace(/\d+/, pick(random, ['1e999', 'NaN', '-', '0x10', '01', '9'.repeat(400)])),
      )
    case 3:
      return bytesOf(
        pick(random, ['', 'null', '[]', '0', '"', '\uFEFF{}', '{"features":'.repeat(9_000)]),
      )
    default:
      return bytesOf(text.padEnd(length))
  }
}

/** Puts something odd in place of one part of a document, or beside it. */
function spoil(random: Random, value: Json): Json {
  if (value === null || random.int(8) === 0 || typeof value !== 'object') {
    return pick(random, ODD_VALUES)
  }
  if (isList(value)) {
    const at = random.int(value.length + 1)
    if (random.int(6) === 0) return Array.from({ length: 500 }, () => value[0] ?? null)
    return at === value.length
      ? [...value, pick(random, ODD_VALUES)]
      : value.with(at, spoil(random, value[at] ?? null))
  }
  const entries = Object.entries(value)
  const at = random.int(entries.length + 1)
  const entry = entries[at]
  if (entry === undefined || random.int(4) === 0) {
    const odd = [pick(random, ODD_NAMES), pick(random, ODD_VALUES)] as const
    return Object.fromEntries([...entries, odd])
  }
  return Object.fromEntries(entries.with(at, [entry[0], spoil(random, entry[1])]))
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value)
}

function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[random.int(list.length)]
  if (found === undefined) throw new RangeError('there is nothing to pick from')
  return found
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text))
}

import { z } from 'zod'
import { type IcuStay, icuStayOf } from '../fhir/icuStay.ts'
import { LOINC, LOINC_SYSTEM } from '../fhir/loinc.ts'
import {
  encounter,
  isIncomplete,
  type Observation,
  observation,
  type Patient,
  patient,
  referencedId,
  resourcesOf,
} from '../fhir/resources.ts'
import { invalidInput, parseInput } from '../http/inputErrors.ts'
import { AppError } from '../http/problem.ts'

/** The service's id, and the end of its URL. */
export const CDS_SERVICE_ID = 'icu-mortality'

/** Blood pressures mostly come as components of a panel. */
const PANELS = ['85354-9']

const CODES = [...PANELS, ...LOINC.map(({ code }) => code)].map(code => `${LOINC_SYSTEM}|${code}`)

/** What the client is to send along: FHIR queries by name (CDS Hooks 2.0, "Prefetch Template"). */
const PREFETCH = {
  patient: 'Patient/{{context.patientId}}',
  encounters: 'Encounter?patient={{context.patientId}}&_sort=-date&_count=50',
  observations: `Observation?patient={{context.patientId}}&code=${CODES.join(',')}&_sort=-date&_count=5000`,
} as const

/** The answer of `GET /api/cds-services`. */
export const CDS_SERVICES = {
  services: [
    {
      hook: 'patient-view',
      id: CDS_SERVICE_ID,
      title: 'Risk of dying in hospital after ICU admission',
      description:
        'Shows how likely an adult ICU patient is to die in hospital, by what was charted in the first 24 hours in the ICU. A research tool, not for clinical decisions.',
      prefetch: PREFETCH,
      usageRequirements:
        'All of the prefetch must be sent; this service does not query FHIR servers. Encounters must tell of the ICU by a location or a type.',
    },
  ],
}

/** As many as a very long stay has; the windows hold far fewer. */
const MAXIMUM_OBSERVATIONS = 50_000

const prefetch = z.looseObject({
  patient: z.unknown().meta({ description: 'FHIR R4 Patient' }),
  encounters: z.unknown().meta({ description: 'FHIR R4 Bundle of Encounter' }),
  observations: z.unknown().meta({ description: 'FHIR R4 Bundle of Observation' }),
})

/** The body of `POST /api/cds-services/icu-mortality`, by CDS Hooks 2.0; other fields of the client are left alone. */
export const cdsRequest = z.looseObject({
  hook: z.literal('patient-view', 'must be "patient-view"'),
  hookInstance: z.guid('must be a UUID'),
  context: z.looseObject({ patientId: z.string().min(1), encounterId: z.string().optional() }),
  prefetch: prefetch.partial().optional(),
})

/** What a call tells of the patient. */
export interface CdsPatient {
  readonly patient: Patient
  readonly observations: readonly Observation[]
  /** Undefined: no encounter speaks of an ICU. */
  readonly stay: IcuStay | undefined
  /** The server had more encounters or observations than the client sent. */
  readonly incomplete: boolean
  /** Resources that are none of FHIR's. */
  readonly malformed: number
}

/**
 * Reads a call of the service.
 *
 * @throws AppError INVALID_INPUT, or PREFETCH_MISSING (412, as CDS Hooks has it) where a part of the prefetch is missing
 */
export function parseCdsRequest(body: unknown): CdsPatient {
  const { context, prefetch: sent = {} } = parseInput(cdsRequest, body)
  const missing = Object.keys(PREFETCH).filter(name => (sent[name] ?? null) === null)
  if (missing.length > 0) {
    throw new AppError('PREFETCH_MISSING', `The prefetch lacks ${missing.join(', ')}.`, {
      errors: missing.map(name => ({ pointer: `/prefetch/${name}`, message: 'is missing' })),
    })
  }

  const [person] = resourcesOf(sent.patient, patient, 'Patient').resources
  if (person === undefined) {
    throw invalidInput([{ pointer: '/prefetch/patient', message: 'must be a FHIR Patient' }])
  }
  // the card of one patient must never be made of another's chart
  if (person.id !== (referencedId(context.patientId, 'Patient') ?? context.patientId)) {
    throw invalidInput([
      { pointer: '/prefetch/patient/id', message: 'must be the patient of /context/patientId' },
    ])
  }
  const encounters = resourcesOf(sent.encounters, encounter, 'Encounter')
  const observations = resourcesOf(sent.observations, observation, 'Observation')
  if (observations.resources.length > MAXIMUM_OBSERVATIONS) {
    const message = `must hold at most ${MAXIMUM_OBSERVATIONS} observations`
    throw invalidInput([{ pointer: '/prefetch/observations', message }])
  }
  return {
    patient: person,
    observations: observations.resources,
    stay: icuStayOf(
      encounters.resources.filter(({ subject }) => {
        const id = referencedId(subject?.reference, 'Patient')
        return id === undefined || id === person.id
      }),
    ),
    incomplete: isIncomplete(sent.encounters) || isIncomplete(sent.observations),
    malformed: encounters.malformed + observations.malformed,
  }
}

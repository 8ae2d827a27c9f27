import { type CodeableConcept, type Encounter, momentOf, referencedId } from './resources.ts'

/** The ICU stay that a card is about. */
export interface IcuStay {
  /** ms since the epoch. */
  readonly intime: number
  /** Beginning of the hospital encounter; undefined where it is not told. */
  readonly admission: number | undefined
  readonly encounterId: string | undefined
  readonly admissionType: 'ELECTIVE' | 'EMERGENCY' | 'URGENT' | undefined
}

/** Words of wards, as displays have them; `CVICU`, `SICU` and the like end in ICU. */
const ICU_WORDS = /\b(?:[a-z]*icu|ccu|csru|intensive care|critical care|intensive therapy)\b/i

/** Codes of wards: HL7 v3 ServiceDeliveryLocationRoleType, and SNOMED CT "Intensive care unit". */
const ICU_CODES: ReadonlySet<string> = new Set(['ICU', 'CCU', '309904001'])

/** HL7 v3 ActPriority, as `Encounter.priority` has it. */
const ADMISSION_TYPES: Readonly<Record<string, IcuStay['admissionType']>> = {
  EL: 'ELECTIVE',
  EM: 'EMERGENCY',
  UR: 'URGENT',
}

/**
 * The first ICU stay of the newest hospital encounter that has one: from a location whose name or code is that of an
 * ICU, with its period, or from an encounter of its own whose type says so, part of the hospital encounter. Undefined
 * where no encounter tells of an ICU: what begins an admission does not begin an ICU stay.
 */
export function icuStayOf(encounters: readonly Encounter[]): IcuStay | undefined {
  const byId = new Map(encounters.map(encounter => [encounter.id, encounter]))
  const stays = encounters
    .filter(({ status }) => status !== 'cancelled' && status !== 'entered-in-error')
    .flatMap(encounter => {
      const intime = icuBegin(encounter)
      return intime === undefined ? [] : [stayOf(encounter, intime, byId)]
    })
  const newest = Math.max(...stays.map(({ admission, intime }) => admission ?? intime))
  return stays
    .filter(({ admission, intime }) => (admission ?? intime) === newest)
    .sort((a, b) => a.intime - b.intime)[0]
}

function icuBegin(encounter: Encounter): number | undefined {
  const begins = (encounter.location ?? [])
    .filter(
      ({ location, physicalType }) => ICU_WORDS.test(location.display ?? '') || isIcu(physicalType),
    )
    .flatMap(({ period }) => momentOf(period?.start) ?? [])
  if (begins.length > 0) return Math.min(...begins)
  const types = [...(encounter.type ?? []), encounter.serviceType]
  return types.some(isIcu) ? momentOf(encounter.period?.start) : undefined
}

function stayOf(
  encounter: Encounter,
  intime: number,
  byId: ReadonlyMap<string | undefined, Encounter>,
): IcuStay {
  const partOf = referencedId(encounter.partOf?.reference, 'Encounter')
  const hospital = partOf === undefined ? encounter : byId.get(partOf)
  const begins = momentOf(hospital?.period?.start)
  // an encounter that begins with the ICU and is part of nothing does not tell when the patient came
  const known = hospital !== encounter || begins !== intime || (encounter.location ?? []).length > 0
  return {
    intime,
    admission: known ? begins : undefined,
    encounterId: encounter.id,
    admissionType: admissionTypeOf((hospital ?? encounter).priority ?? encounter.priority),
  }
}

function admissionTypeOf(priority: CodeableConcept | undefined): IcuStay['admissionType'] {
  for (const { code = '' } of priority?.coding ?? []) {
    if (Object.hasOwn(ADMISSION_TYPES, code)) return ADMISSION_TYPES[code]
  }
  return undefined
}

function isIcu(concept: CodeableConcept | undefined): boolean {
  if (concept === undefined) return false
  return (
    ICU_WORDS.test(concept.text ?? '') ||
    (concept.coding ?? []).some(
      ({ code = '', display = '' }) => ICU_CODES.has(code) || ICU_WORDS.test(display),
    )
  )
}

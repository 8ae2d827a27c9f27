import { seededRandom } from '../random.ts'
import { DAY, midnight } from './calendar.ts'
import {
  ACUTE_DIAGNOSES,
  type Code,
  CPT_SECTIONS,
  DRGS,
  NEWBORN_DIAGNOSIS,
  PROCEDURES,
} from './codes.ts'
import type { Row } from './columns.ts'
import { between, chance, logistic, oneOf } from './draw.ts'
import type { Admission } from './patient.ts'
import { admissionsOf, type World } from './world.ts'

export function* diagnosisRows(world: World): Generator<Row<'DIAGNOSES_ICD'>> {
  for (const patient of world.patients()) {
    const { chronic } = patient
    for (const admission of patient.admissions) {
      const codes =
        admission.kind === 'newborn'
          ? [NEWBORN_DIAGNOSIS]
          : [...acuteOf(world.seed, admission), ...chronic]
      for (const [index, [code]] of codes.entries()) {
        yield { ...keysOf(admission), seq_num: index + 1, icd9_code: code }
      }
    }
  }
}

function keysOf(admission: Admission): { subject_id: number; hadm_id: number } {
  return { subject_id: admission.subjectId, hadm_id: admission.hadmId }
}

function acuteOf(seed: number, admission: Admission): readonly Code[] {
  const random = seededRandom(seed, 'acute', admission.hadmId)
  const organs = admission.stays[0]?.illness.organs
  const found = ACUTE_DIAGNOSES.filter(([organ]) =>
    chance(random, logistic(-1.4 + 0.9 * (organs?.[organ] ?? 0))),
  )
  const [, usual] = oneOf(random, ACUTE_DIAGNOSES)
  return found.length > 0 ? random.shuffle(found.map(([, code]) => code)) : [usual]
}

export function* procedureCodeRows(world: World): Generator<Row<'PROCEDURES_ICD'>> {
  for (const admission of admissionsOf(world)) {
    if (admission.kind === 'newborn') continue
    const random = seededRandom(world.seed, 'procedure codes', admission.hadmId)
    const likely = logistic(-1.2 + 0.6 * admission.severity)
    const done = PROCEDURES.filter(() => chance(random, likely))
    for (const [index, [code]] of done.entries()) {
      yield { ...keysOf(admission), seq_num: index + 1, icd9_code: code }
    }
  }
}

export function* drgRows(world: World): Generator<Row<'DRGCODES'>> {
  for (const admission of admissionsOf(world)) {
    const random = seededRandom(world.seed, 'drg', admission.hadmId)
    const [type, code, description] = oneOf(random, DRGS)
    const refined = type === 'APR '
    const row = {
      ...keysOf(admission),
      drg_type: type,
      drg_code: code,
      description,
      drg_severity: refined ? between(random, 2, 4) : undefined,
      drg_mortality: refined ? between(random, 1, 4) : undefined,
    }
    yield row
    if (world.dirt('duplicates', admission.index)) yield row
  }
}

export function* cptRows(world: World): Generator<Row<'CPTEVENTS'>> {
  for (const admission of admissionsOf(world)) {
    const random = seededRandom(world.seed, 'cpt', admission.hadmId)
    const days = Math.min(12, Math.ceil((admission.discharge - admission.admit) / DAY))
    for (let day = 0; day < days; day++) {
      const { section, subsection, from, to } = oneOf(random, CPT_SECTIONS)
      const code = between(random, from, Math.min(to, from + 3))
      const respiratory = subsection === 'Pulmonary'
      yield {
        ...keysOf(admission),
        costcenter: respiratory ? 'Resp' : 'ICU',
        chartdate: respiratory ? midnight(admission.admit + day * DAY) : undefined,
        cpt_cd: code,
        cpt_number: code,
        ticket_id_seq: respiratory ? undefined : day + 1,
        sectionheader: section,
        subsectionheader: subsection,
        description: respiratory ? 'VENT MGMT;SUBSQ DAYS(INVASIVE)' : undefined,
      }
    }
  }
}

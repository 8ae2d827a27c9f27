import { type Random, seededRandom } from '../random.ts'
import { timestamp } from './calendar.ts'
import type { Row } from './columns.ts'
import { chance, oneOf, weighted } from './draw.ts'
import type { Admission } from './patient.ts'
import type { World } from './world.ts'

const EMERGENCY_TEXTS = [
  'PNEUMONIA',
  'SEPSIS',
  'CONGESTIVE HEART FAILURE',
  'GASTROINTESTINAL BLEED',
  'ALTERED MENTAL STATUS',
  'INTRACRANIAL HEMORRHAGE',
  'SUBARACHNOID HEMORRHAGE',
  'CHEST PAIN',
  'RESPIRATORY DISTRESS',
  'ACUTE RENAL FAILURE',
  'FEVER, UNKNOWN ORIGIN',
  'STEMI;CORONARY ARTERY DISEASE',
  'S/P FALL',
  'DIABETIC KETOACIDOSIS',
  'OVERDOSE',
] as const
const ELECTIVE_TEXTS = [
  'CORONARY ARTERY DISEASE\\CORONARY ARTERY BYPASS GRAFT /SDA',
  'AORTIC STENOSIS\\AORTIC VALVE REPLACEMENT /SDA',
  'ESOPHAGEAL CA/SDA',
  'BRAIN TUMOR/SDA',
  'ABDOMINAL AORTIC ANEURYSM, REPAIR/SDA',
] as const

export function* admissionRows(world: World): Generator<Row<'ADMISSIONS'>> {
  for (const patient of world.patients()) {
    const told = tellsOfThemselves(seededRandom(world.seed, 'person', patient.index))
    for (const admission of patient.admissions) {
      const { admit, discharge, death, edArrival, edDeparture } = admission
      const random = seededRandom(world.seed, 'admission', admission.hadmId)
      yield {
        subject_id: admission.subjectId,
        hadm_id: admission.hadmId,
        admittime: timestamp(admit),
        dischtime: timestamp(discharge),
        deathtime: death === undefined ? undefined : timestamp(death),
        admission_type: admissionType(random, admission),
        admission_location: cameFrom(admission),
        discharge_location: wentTo(random, admission),
        insurance: insurance(random, admission),
        language: told.language,
        religion: told.religion,
        marital_status: maritalStatus(random, admission),
        ethnicity: told.ethnicity,
        edregtime: edArrival === undefined ? undefined : timestamp(edArrival),
        edouttime: edDeparture === undefined ? undefined : timestamp(edDeparture),
        diagnosis: diagnosis(random, admission),
        hospital_expire_flag: death === undefined ? 0 : 1,
        has_chartevents_data: 1,
      }
    }
  }
}

/** The same at each admission. */
function tellsOfThemselves(random: Random) {
  return {
    religion: weighted(random, [
      ['CATHOLIC', 40],
      ['NOT SPECIFIED', 25],
      ['PROTESTANT QUAKER', 14],
      ['JEWISH', 10],
      ['UNOBTAINABLE', 9],
      ['OTHER', 2],
    ] as const),
    language: weighted(random, [
      ['ENGL', 55],
      [undefined, 33],
      ['SPAN', 5],
      ['RUSS', 4],
      ['PORT', 3],
    ] as const),
    ethnicity: weighted(random, [
      ['WHITE', 70],
      ['BLACK/AFRICAN AMERICAN', 10],
      ['HISPANIC OR LATINO', 4],
      ['ASIAN - CHINESE', 3],
      ['UNKNOWN/NOT SPECIFIED', 9],
      ['OTHER', 3],
      ['PATIENT DECLINED TO ANSWER', 1],
    ] as const),
  }
}

function admissionType(random: Random, { kind, elective }: Admission): string {
  if (kind === 'newborn') return 'NEWBORN'
  if (elective) return 'ELECTIVE'
  return chance(random, 0.04) ? 'URGENT' : 'EMERGENCY'
}

function cameFrom(admission: Admission): string {
  if (admission.edArrival !== undefined) return 'EMERGENCY ROOM ADMIT'
  if (admission.elective || admission.kind === 'newborn') return 'PHYS REFERRAL/NORMAL DELI'
  return admission.hadmId % 3 === 0 ? 'CLINIC REFERRAL/PREMATURE' : 'TRANSFER FROM HOSP/EXTRAM'
}

function wentTo(random: Random, { death }: Admission): string {
  if (death !== undefined) return 'DEAD/EXPIRED'
  return weighted(random, [
    ['HOME', 32],
    ['HOME HEALTH CARE', 26],
    ['SNF', 22],
    ['REHAB/DISTINCT PART HOSP', 18],
    ['LEFT AGAINST MEDICAL ADVI', 2],
  ] as const)
}

function insurance(random: Random, { age }: Admission): string {
  if (age >= 65) return 'Medicare'
  return weighted(random, [
    ['Private', 70],
    ['Medicaid', 18],
    ['Government', 7],
    ['Self Pay', 5],
  ] as const)
}

function maritalStatus(random: Random, { kind }: Admission): string | undefined {
  if (kind === 'newborn') return undefined
  if (kind === 'child') return 'SINGLE'
  return weighted(random, [
    ['MARRIED', 50],
    ['SINGLE', 25],
    ['WIDOWED', 14],
    ['DIVORCED', 6],
    ['SEPARATED', 1],
    [undefined, 4],
  ] as const)
}

function diagnosis(random: Random, { kind, elective }: Admission): string {
  if (kind === 'newborn') return 'NEWBORN'
  return oneOf(random, elective ? ELECTIVE_TEXTS : EMERGENCY_TEXTS)
}

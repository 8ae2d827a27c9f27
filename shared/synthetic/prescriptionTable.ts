import { seededRandom } from '../random.ts'
import { DAY, midnight } from './calendar.ts'
import type { Row } from './columns.ts'
import { between, chance, oneOf } from './draw.ts'
import type { Admission } from './patient.ts'
import { admissionsOf, type World } from './world.ts'

/** Names and doses are common ones; formulary codes, GSN and NDC are made up in the real ones' shape, zeros in front. */
const DRUGS: readonly Omit<Row<'PRESCRIPTIONS'>, 'subject_id' | 'hadm_id'>[] = [
  drug('Furosemide', 'FURO40I', '008205', '00517570404', '40mg/4mL Vial', '40', 'mg', 'VIAL', 'IV'),
  drug(
    'Insulin',
    'INSULIN',
    '001723',
    '0',
    'Dummy Package for Sliding Scale',
    '0',
    'UNIT',
    'VIAL',
    'SC',
  ),
  drug(
    'Heparin',
    'HEPA5I',
    '006549',
    '06332302601',
    '5000 Units / mL- 1mL Vial',
    '5000',
    'UNIT',
    'mL',
    'SC',
  ),
  drug(
    'Acetaminophen',
    'ACET325',
    '004489',
    '00182844789',
    '325mg Tablet',
    '325-650',
    'mg',
    'TAB',
    'PO',
  ),
  drug(
    'Metoprolol Tartrate',
    'METO25',
    '050631',
    '05107925520',
    '25mg Tablet',
    '12.5',
    'mg',
    'TAB',
    'PO/NG',
  ),
  drug('Vancomycin', 'VANC1F', '043952', '00338355248', '1g/200mL Bag', '1000', 'mg', 'BAG', 'IV'),
  drug(
    'Potassium Chloride, Oral',
    'MICROK10',
    '001275',
    '00245004101',
    '10mEq ER Tablet',
    '40',
    'mEq',
    'TAB',
    'PO',
  ),
  drug(
    '0.9% Sodium Chloride',
    'NS1000',
    '001210',
    '00338004904',
    '1000mL Bag',
    '1000',
    'mL',
    'BAG',
    'IV',
  ),
]

function drug(
  name: string,
  code: string,
  gsn: string,
  ndc: string,
  strength: string,
  dose: string,
  unit: string,
  form: string,
  route: string,
): Omit<Row<'PRESCRIPTIONS'>, 'subject_id' | 'hadm_id'> {
  return {
    drug_type: form === 'BAG' ? 'BASE' : 'MAIN',
    drug: name,
    drug_name_poe: form === 'BAG' ? undefined : name,
    drug_name_generic: form === 'BAG' ? undefined : name,
    formulary_drug_cd: code,
    gsn,
    ndc,
    prod_strength: strength,
    dose_val_rx: dose,
    dose_unit_rx: unit,
    form_val_disp: '1',
    form_unit_disp: form,
    route,
  }
}

export function* prescriptionRows(world: World): Generator<Row<'PRESCRIPTIONS'>> {
  for (const admission of admissionsOf(world)) {
    const random = seededRandom(world.seed, 'prescriptions', admission.hadmId)
    const days = Math.max(1, Math.floor((admission.discharge - admission.admit) / DAY))
    for (let number = between(random, 3, 12); number > 0; number--) {
      const start = admission.admit + DAY * random.int(days)
      yield {
        ...keysOf(admission),
        icustay_id: chance(random, 0.5) ? admission.stays[0]?.icustayId : undefined,
        startdate: midnight(start),
        enddate: midnight(start + DAY * between(random, 0, 4)),
        ...oneOf(random, DRUGS),
      }
    }
    if (world.dirt('oddPrescriptions', admission.index)) {
      const start = admission.admit + DAY
      const row = { ...keysOf(admission), startdate: midnight(start), ...oneOf(random, DRUGS) }
      yield { ...row, enddate: midnight(start - DAY) }
      yield { ...row, enddate: midnight(start + DAY) }
      yield { ...row, enddate: midnight(start + DAY) }
    }
  }
}

function keysOf(admission: Admission): { subject_id: number; hadm_id: number } {
  return { subject_id: admission.subjectId, hadm_id: admission.hadmId }
}

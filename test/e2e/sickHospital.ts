import { seededRandom } from '../../shared/random.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const ADMITTED = Date.UTC(2150, 0, 1)

/**
 * The six required tables of a made-up ICU where every other patient dies, as CSV text by file: few rows, yet more than
 * 100 deaths among the fifth of its patients that is kept aside. The lactate tells who is likely to die; of what OASIS
 * looks at, the heart rate does, a little.
 */
export function sickHospital(patients: number, seed = 1): Readonly<Record<string, string>> {
  const random = seededRandom(seed, 'sick hospital')
  const rows = {
    'PATIENTS.csv': ['row_id,subject_id,gender,dob,dod,dod_hosp,dod_ssn,expire_flag'],
    'ADMISSIONS.csv': [
      'row_id,subject_id,hadm_id,admittime,dischtime,deathtime,admission_type,admission_location,discharge_location,insurance,language,religion,marital_status,ethnicity,edregtime,edouttime,diagnosis,hospital_expire_flag,has_chartevents_data',
    ],
    'ICUSTAYS.csv': [
      'row_id,subject_id,hadm_id,icustay_id,dbsource,first_careunit,last_careunit,first_wardid,last_wardid,intime,outtime,los',
    ],
    'CHARTEVENTS.csv': [
      'row_id,subject_id,hadm_id,icustay_id,itemid,charttime,storetime,cgid,value,valuenum,valueuom,warning,error,resultstatus,stopped',
    ],
    'LABEVENTS.csv': ['row_id,subject_id,hadm_id,itemid,charttime,value,valuenum,valueuom,flag'],
    'DIAGNOSES_ICD.csv': ['row_id,subject_id,hadm_id,seq_num,icd9_code'],
  }
  for (let patient = 1; patient <= patients; patient++) {
    const [subject, admission, stay] = [patient, 100_000 + patient, 200_000 + patient]
    const illness = random.normal()
    const died = random.uniform() < 1 / (1 + Math.exp(-2 * illness))
    const intime = ADMITTED + patient * DAY
    const left = intime + 3 * DAY
    const death = died ? time(left) : ''
    const born = time(intime - (40 + 40 * random.uniform()) * 365 * DAY).slice(0, 10)
    rows['PATIENTS.csv'].push(
      `${patient},${subject},${patient % 2 === 0 ? 'F' : 'M'},${born} 00:00:00,${death},${death},,${died ? 1 : 0}`,
    )
    rows['ADMISSIONS.csv'].push(
      `${patient},${subject},${admission},${time(intime - HOUR)},${time(left)},${death},EMERGENCY,EMERGENCY ROOM ADMIT,${died ? 'DEAD/EXPIRED' : 'HOME'},Medicare,,,,WHITE,,,SEPSIS,${died ? 1 : 0},1`,
    )
    rows['ICUSTAYS.csv'].push(
      `${patient},${subject},${admission},${stay},metavision,MICU,MICU,50,50,${time(intime)},${time(left)},3`,
    )
    const pulse = Math.round(90 + 8 * illness + 15 * random.normal())
    const lactate = Math.max(0.3, 3 + 1.5 * illness + 0.5 * random.normal()).toFixed(1)
    rows['CHARTEVENTS.csv'].push(
      `${patient},${subject},${admission},${stay},220045,${time(intime + HOUR)},${time(intime + HOUR)},1,${pulse},${pulse},bpm,0,0,,`,
    )
    rows['LABEVENTS.csv'].push(
      `${patient},${subject},${admission},50813,${time(intime + 2 * HOUR)},${lactate},${lactate},mmol/L,`,
    )
    rows['DIAGNOSES_ICD.csv'].push(`${patient},${subject},${admission},1,99591`)
  }
  return Object.fromEntries(
    Object.entries(rows).map(([name, lines]) => [name, `${lines.join('\n')}\n`]),
  )
}

/** As MIMIC-III writes it: no zone. */
function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')
}

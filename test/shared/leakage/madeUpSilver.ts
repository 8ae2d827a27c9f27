import { seededRandom } from '../../../shared/random.ts'
import { HandMadeSilver, hour, type SilverRow } from '../features/handMadeSilver.ts'

const CHARTED: readonly (readonly [item: number, low: number, high: number])[] = [
  [211, 60, 140],
  [51, 80, 160],
  [678, 96, 103],
  [184, 1, 4],
  [454, 1, 6],
  [723, 1, 5],
  [3420, 30, 80],
]
const LABS: readonly (readonly [item: number, low: number, high: number])[] = [
  [50813, 1, 9],
  [50912, 0.4, 4],
  [50821, 60, 300],
]
const CODES = ['4280', '5859', '25000', '496', '1629', '5715', '40391']

/**
 * Silver of a few patients, half of them in each charting system, with rows before, within and after the window of all
 * tables that gold is made of; every other one is admitted a second time.
 */
export function madeUpSilver(patients: number, seed: number): HandMadeSilver {
  const silver = new HandMadeSilver()
  const random = seededRandom(seed, 'made-up silver')
  const between = (low: number, high: number) => low + random.uniform() * (high - low)
  const time = (from: number) => from + Math.round(between(-5, 60) * 3600) / 3600

  for (let patient = 1; patient <= patients; patient++) {
    const dbsource = patient % 2 === 0 ? 'metavision' : 'carevue'
    const outtime = hour(70)
    silver.stay(patient, {
      icustay: { dbsource, outtime, last_careunit: 'MICU' },
      admission: {
        edregtime: hour(-6),
        edouttime: hour(1),
        deathtime: patient % 3 === 0 ? hour(90) : null,
        hospital_expire_flag: patient % 3 === 0 ? 1 : 0,
        discharge_location: 'HOME',
      },
    })
    const stays = [{ stay: patient, hadm: 1000 + patient, from: 0 }]
    if (patient % 2 === 1) {
      const ids = { subject_id: patient, hadm_id: 2000 + patient }
      silver.add('admissions', {
        ...ids,
        admittime: hour(998),
        dischtime: hour(1200),
        admission_type: 'ELECTIVE',
        ethnicity: 'WHITE',
        hospital_expire_flag: 0,
        discharge_location: 'SNF',
      })
      silver.add('icustays', {
        ...ids,
        icustay_id: 500 + patient,
        dbsource,
        first_careunit: 'CCU',
        last_careunit: 'CCU',
        intime: hour(1000),
        outtime: hour(1100),
      })
      stays.push({ stay: 500 + patient, hadm: 2000 + patient, from: 1000 })
    }
    for (const { stay, hadm, from } of stays) addRows(patient, stay, hadm, from)
  }
  return silver

  function addRows(patient: number, stay: number, hadm: number, from: number): void {
    const ids: SilverRow = { subject_id: patient, hadm_id: hadm }
    for (let reading = 0; reading < 40; reading++) {
      const [item, low, high] = CHARTED[random.int(CHARTED.length)] ?? [211, 60, 140]
      const at = time(from)
      silver.chart(stay, item, at, Math.round(between(low, high)), {
        ...ids,
        storetime: hour(at + (random.int(5) === 0 ? 3 : 0.1)),
      })
    }
    for (let at = 1; at < 9; at++) silver.chart(stay, 211, from + at, 70 + random.int(40), ids)
    silver.chart(stay, 762, from + 1, 80, ids)
    silver.chart(stay, 720, from + 2, null, { ...ids, value: 'CMV', storetime: hour(from + 2) })
    for (let reading = 0; reading < 20; reading++) {
      const [item, low, high] = LABS[random.int(LABS.length)] ?? [50813, 1, 9]
      const at = time(from)
      if (item === 50821) silver.lab(patient, 50800, at, null, { value: 'ART' })
      silver.lab(patient, item, at, Math.round(between(low, high) * 10) / 10)
      silver.output(stay, 40055, time(from), 50 + random.int(200), { ...ids, storetime: hour(at) })
    }
    for (let drug = 0; drug < 6; drug++) {
      const start = time(from)
      const order = { ...ids, icustay_id: stay, rate: between(0.1, 2), storetime: hour(start + 1) }
      if (patient % 2 === 0) {
        const endtime = hour(start + between(0.5, 9))
        const row = { ...order, starttime: hour(start), endtime, rateuom: 'mcg/kg/min' }
        silver.add('inputevents_mv', { ...row, itemid: 221906, statusdescription: 'Stopped' })
        const { storetime, starttime } = row
        const procedure = { ...ids, icustay_id: stay, starttime, endtime, storetime }
        silver.add('procedureevents_mv', { ...procedure, itemid: 225792 })
      } else {
        const row = { ...order, charttime: hour(start), rateuom: 'mcgkgmin' }
        silver.add('inputevents_cv', { ...row, itemid: 30047 })
      }
    }
    for (const [at, service] of [
      [from - 1, 'MED'],
      [from + 30, 'CSURG'],
    ] as const) {
      // every third patient has none before the mark
      if (patient % 3 === 1 && service === 'MED') continue
      silver.add('services', { ...ids, transfertime: hour(at), curr_service: service })
    }
    for (let code = 1; code <= 4; code++) {
      silver.add('diagnoses_icd', {
        ...ids,
        seq_num: code,
        icd9_code: CODES[random.int(CODES.length)] ?? null,
      })
    }
  }
}

import { seededRandom } from '../random.ts'
import { daysBetween } from './admission.ts'
import { HOUR, MINUTE, midnight, timestamp } from './calendar.ts'
import type { Row } from './columns.ts'
import { between, chance, round } from './draw.ts'
import type { CareUnit, Stay } from './patient.ts'
import { admissionsOf, staysOf, type World } from './world.ts'

const WARDS: Readonly<Record<CareUnit, number>> = {
  MICU: 52,
  CCU: 7,
  CSRU: 14,
  SICU: 33,
  TSICU: 15,
  NICU: 56,
}

export function* patientRows(world: World): Generator<Row<'PATIENTS'>> {
  for (const patient of world.patients()) {
    const { death } = patient
    const date = death === undefined ? undefined : midnight(death)
    yield {
      subject_id: patient.subjectId,
      gender: patient.gender,
      dob: midnight(patient.birth),
      dod: date,
      dod_hosp: patient.diedInHospital ? date : undefined,
      dod_ssn: patient.diedInHospital && patient.index % 2 === 0 ? undefined : date,
      expire_flag: death === undefined ? 0 : 1,
    }
  }
}

export function* icuStayRows(world: World): Generator<Row<'ICUSTAYS'>> {
  for (const stay of staysOf(world)) {
    yield {
      subject_id: stay.subjectId,
      hadm_id: stay.hadmId,
      icustay_id: stay.icustayId,
      dbsource: stay.system,
      first_careunit: stay.unit,
      last_careunit: stay.unit === 'MICU' && stay.index % 9 === 0 ? 'CCU' : stay.unit,
      first_wardid: WARDS[stay.unit],
      last_wardid: WARDS[stay.unit],
      intime: timestamp(stay.intime),
      outtime: timestamp(stay.outtime),
      los: daysBetween(stay.intime, stay.outtime),
    }
  }
}

export function* transferRows(world: World): Generator<Row<'TRANSFERS'>> {
  for (const admission of admissionsOf(world)) {
    const key = { subject_id: admission.subjectId, hadm_id: admission.hadmId }
    let previousWard: number | undefined
    let previousUnit: CareUnit | undefined
    let eventtype = 'admit'
    for (const stay of admission.stays) {
      yield {
        ...key,
        icustay_id: stay.icustayId,
        dbsource: stay.system,
        eventtype,
        prev_careunit: previousUnit,
        curr_careunit: stay.unit,
        prev_wardid: previousWard,
        curr_wardid: WARDS[stay.unit],
        intime: timestamp(stay.intime),
        outtime: timestamp(stay.outtime),
        los: round((stay.outtime - stay.intime) / HOUR, 2),
      }
      eventtype = 'transfer'
      previousUnit = stay.unit
      previousWard = WARDS[stay.unit]
      const next = admission.stays.find(later => later.intime > stay.intime)
      const leaves = next?.intime ?? admission.discharge
      if (leaves > stay.outtime) {
        yield {
          ...key,
          dbsource: stay.system,
          eventtype,
          prev_careunit: previousUnit,
          prev_wardid: previousWard,
          curr_wardid: 45,
          intime: timestamp(stay.outtime),
          outtime: timestamp(leaves),
          los: round((leaves - stay.outtime) / HOUR, 2),
        }
        previousUnit = undefined
        previousWard = 45
      }
    }
    yield {
      ...key,
      dbsource: admission.stays.at(-1)?.system,
      eventtype: 'discharge',
      prev_careunit: previousUnit,
      prev_wardid: previousWard,
      intime: timestamp(admission.discharge),
    }
  }
}

export function* serviceRows(world: World): Generator<Row<'SERVICES'>> {
  for (const admission of admissionsOf(world)) {
    const key = { subject_id: admission.subjectId, hadm_id: admission.hadmId }
    yield { ...key, transfertime: timestamp(admission.admit), curr_service: admission.service }
    const random = seededRandom(world.seed, 'service', admission.hadmId)
    if (admission.service === 'MED' && chance(random, 0.15)) {
      const later = admission.admit + HOUR * between(random, 30, 120)
      if (later < admission.discharge) {
        yield { ...key, transfertime: timestamp(later), prev_service: 'MED', curr_service: 'SURG' }
      }
    }
  }
}

function* servedStays(world: World): Generator<{ stay: Stay; service: string }> {
  for (const { stays, service } of admissionsOf(world)) {
    for (const stay of stays) yield { stay, service }
  }
}

/** Requests for a bed on a ward; MetaVision stays only, as the real table begins late. */
export function* calloutRows(world: World): Generator<Row<'CALLOUT'>> {
  for (const { stay, service } of servedStays(world)) {
    if (stay.system !== 'metavision' || stay.diedHere) continue
    const random = seededRandom(world.seed, 'callout', stay.index)
    const created = stay.outtime - MINUTE * between(random, 90, 290)
    const discharged = chance(random, 0.93)
    yield {
      subject_id: stay.subjectId,
      hadm_id: stay.hadmId,
      submit_wardid: WARDS[stay.unit],
      curr_wardid: 45,
      curr_careunit: stay.unit,
      callout_wardid: 1,
      callout_service: service,
      request_tele: between(random, 0, 1),
      request_resp: 0,
      request_cdiff: chance(random, 0.08) ? 1 : 0,
      request_mrsa: chance(random, 0.2) ? 1 : 0,
      request_vre: chance(random, 0.1) ? 1 : 0,
      callout_status: 'Inactive',
      callout_outcome: discharged ? 'Discharged' : 'Cancelled',
      discharge_wardid: discharged ? 45 : undefined,
      acknowledge_status: 'Acknowledged',
      createtime: timestamp(created),
      updatetime: timestamp(created),
      acknowledgetime: timestamp(created + MINUTE * between(random, 5, 60)),
      outcometime: timestamp(stay.outtime),
    }
  }
}

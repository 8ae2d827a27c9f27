import { type Random, seededRandom } from '../random.ts'
import {
  DAY,
  HOUR,
  MINUTE,
  type Seconds,
  startOfHour,
  startOfMinute,
  timestamp,
} from './calendar.ts'
import { someCaregiver } from './caregivers.ts'
import type { Row } from './columns.ts'
import type { Drug, Vasopressor } from './course.ts'
import { between, chance, clamp, round } from './draw.ts'
import type { Stay } from './patient.ts'
import { staysOf, type World } from './world.ts'

const LONGEST = 5 * DAY

/** The item of each drug, and what MetaVision counts its amount in. */
const DRIPS: Readonly<Record<Drug, { careVue: number; metaVision: number }>> = {
  norepinephrine: { careVue: 30120, metaVision: 221906 },
  phenylephrine: { careVue: 30128, metaVision: 221749 },
  vasopressin: { careVue: 30051, metaVision: 222315 },
  dopamine: { careVue: 30043, metaVision: 221662 },
  dobutamine: { careVue: 30042, metaVision: 221653 },
  epinephrine: { careVue: 30119, metaVision: 221289 },
  milrinone: { careVue: 30125, metaVision: 221986 },
}

const keysOf = (stay: Stay): { subject_id: number; hadm_id: number; icustay_id: number } => ({
  subject_id: stay.subjectId,
  hadm_id: stay.hadmId,
  icustay_id: stay.icustayId,
})

/** CareVue: hourly rows, drips as rates, fluids as amounts. */
export function* inputCareVueRows(world: World): Generator<Row<'INPUTEVENTS_CV'>> {
  for (const stay of staysOf(world)) {
    if (stay.system !== 'carevue') continue
    const random = seededRandom(world.seed, 'input', stay.index)
    const { course } = stay
    const order = 1_000_000 + stay.index * 100
    const written = (at: Seconds): Row<'INPUTEVENTS_CV'> => ({
      ...keysOf(stay),
      charttime: timestamp(at),
      storetime: timestamp(at + MINUTE * between(random, 1, 50)),
      cgid: someCaregiver(random),
    })
    const end = Math.min(stay.outtime, stay.intime + LONGEST)
    for (let at = startOfHour(stay.intime) + HOUR; at < end; at += 2 * HOUR) {
      yield {
        ...written(at),
        itemid: chance(random, 0.7) ? 30018 : 30013,
        amount: 10 * between(random, 1, 25),
        amountuom: 'ml',
        orderid: order,
        linkorderid: order,
        originalamount: 1000,
        originalamountuom: 'ml',
        originalroute: 'Intravenous Push',
      }
    }
    for (const [number, { drug, rate, from, to }] of course.vasopressors.entries()) {
      for (let at = startOfHour(from) + HOUR; at <= Math.min(to, end); at += HOUR) {
        yield {
          ...written(at),
          itemid: DRIPS[drug].careVue,
          rate: drug === 'vasopressin' ? rate : around(random, rate),
          rateuom: drug === 'vasopressin' ? 'Umin' : 'mcgkgmin',
          orderid: order + 1 + number,
          linkorderid: order + 1 + number,
          originalroute: 'IV Drip',
        }
      }
    }
  }
}

/** MetaVision: one row per constant rate, from starttime to endtime; a changed order leaves its old row as Rewritten. */
export function* inputMetaVisionRows(world: World): Generator<Row<'INPUTEVENTS_MV'>> {
  for (const stay of staysOf(world)) {
    if (stay.system !== 'metavision') continue
    const random = seededRandom(world.seed, 'input', stay.index)
    const { course } = stay
    const end = Math.min(stay.outtime, stay.intime + LONGEST)
    for (let at = startOfMinute(stay.intime) + HOUR; at + 4 * HOUR < end; at += 6 * HOUR) {
      yield saline(random, stay, at, at + 4 * HOUR)
    }
    if (world.dirt('reversedInfusion', stay.index)) {
      const at = startOfMinute(stay.intime) + 3 * HOUR
      yield saline(random, stay, at, at - 10 * MINUTE)
    }
    for (const drip of course.vasopressors) yield* pressor(random, stay, drip)
  }
}

function infusion(random: Random, stay: Stay, from: Seconds, to: Seconds): Row<'INPUTEVENTS_MV'> {
  const order = between(random, 100_000, 9_999_999)
  return {
    ...keysOf(stay),
    starttime: timestamp(from),
    endtime: timestamp(to),
    storetime: timestamp(Math.max(from, to) + MINUTE * between(random, 1, 60)),
    cgid: someCaregiver(random),
    orderid: order,
    linkorderid: order,
    ordercomponenttypedescription: 'Main order parameter',
    patientweight: round(stay.course.weight, 1),
    isopenbag: 0,
    continueinnextdept: 0,
    cancelreason: 0,
    statusdescription: 'FinishedRunning',
  }
}

function saline(random: Random, stay: Stay, from: Seconds, to: Seconds): Row<'INPUTEVENTS_MV'> {
  const rate = 10 * between(random, 2, 15)
  const amount = round((rate * Math.abs(to - from)) / HOUR, 1)
  return {
    ...infusion(random, stay, from, to),
    itemid: chance(random, 0.7) ? 225158 : 220949,
    amount,
    amountuom: 'ml',
    rate,
    rateuom: 'mL/hour',
    ordercategoryname: '02-Fluids (Crystalloids)',
    secondaryordercategoryname: 'Additive (Crystalloid)',
    ordercategorydescription: 'Continuous IV',
    totalamount: 1000,
    totalamountuom: 'ml',
    originalamount: amount,
    originalrate: rate,
  }
}

/** Rates are changed every few hours; vasopressin runs at one, here in units per hour, in CareVue per minute. */
function* pressor(
  random: Random,
  stay: Stay,
  { drug, from, to: until, rate: mean }: Vasopressor,
): Generator<Row<'INPUTEVENTS_MV'>> {
  const to = Math.min(until, stay.outtime)
  const itemid = DRIPS[drug].metaVision
  const drip = {
    ordercategoryname: '01-Drips',
    secondaryordercategoryname: '02-Fluids (Crystalloids)',
    ordercategorydescription: 'Continuous Med',
    totalamount: 250,
    totalamountuom: 'ml',
  }
  if (drug === 'vasopressin') {
    const rate = round(60 * mean, 2)
    yield {
      ...infusion(random, stay, from, to),
      ...drip,
      itemid,
      amount: round((rate * (to - from)) / HOUR, 2),
      amountuom: 'units',
      rate,
      rateuom: 'units/hour',
      originalamount: 100,
      originalrate: rate,
    }
    return
  }
  let start = from
  while (start < to) {
    const stop = Math.min(to, start + MINUTE * between(random, 90, 600))
    const rate = around(random, mean)
    const amount = round((rate * stay.course.weight * (stop - start)) / MINUTE / 1000, 3)
    const row = {
      ...infusion(random, stay, start, stop),
      ...drip,
      itemid,
      amount,
      amountuom: 'mg',
      rate,
      rateuom: 'mcg/kg/min',
      originalamount: 8,
      originalrate: round(rate, 2),
    }
    if (chance(random, 0.25)) {
      yield {
        ...row,
        rate: round(rate * 10, 3),
        statusdescription: 'Rewritten',
        cancelreason: 2,
        comments_editedby: 'RN',
        comments_date: timestamp(start + 5 * MINUTE),
      }
    }
    yield stop < to ? { ...row, statusdescription: 'Changed' } : row
    start = stop
  }
}

function around(random: Random, mean: number): number {
  return round(clamp(mean * (1 + 0.2 * random.normal()), 0.01, 30), 3)
}

/** Urine every two hours; a bladder that is irrigated counts what goes in and what comes out. */
export function* outputRows(world: World): Generator<Row<'OUTPUTEVENTS'>> {
  for (const stay of staysOf(world)) {
    const random = seededRandom(world.seed, 'output', stay.index)
    const { course } = stay
    const carevue = stay.system === 'carevue'
    const catheter = course.ventilation !== undefined || stay.surgical || chance(random, 0.6)
    const itemid = catheter ? (carevue ? 40055 : 226559) : carevue ? 40069 : 226560
    const written = (at: Seconds): Row<'OUTPUTEVENTS'> => ({
      ...keysOf(stay),
      charttime: timestamp(at),
      valueuom: carevue ? 'ml' : 'mL',
      storetime: timestamp(at + MINUTE * between(random, 1, 50)),
      cgid: someCaregiver(random),
    })
    const every = catheter ? 2 : 4
    const end = Math.min(stay.outtime, stay.intime + LONGEST)
    for (let at = startOfHour(stay.intime) + 2 * HOUR; at < end; at += every * HOUR) {
      const millilitres = course.urinePerHour * every * (1 + 0.15 * random.normal())
      yield { ...written(at), itemid, value: Math.max(0, round(millilitres, 0)) }
    }
    if (!carevue && world.dirt('irrigation', stay.index)) {
      const at = startOfHour(stay.intime) + 5 * HOUR
      yield { ...written(at), itemid: 227488, value: 500 }
      yield { ...written(at), itemid: 227489, value: 620 }
    }
  }
}

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
import { hasIrrigation, hasReversedInfusion } from './dirt.ts'
import { between, chance, clamp, round } from './draw.ts'
import { type Course, courseOf } from './physiology.ts'
import type { Stay } from './population.ts'
import type { World } from './world.ts'

const LONGEST = 5 * DAY

const keysOf = (stay: Stay): { subject_id: number; hadm_id: number; icustay_id: number } => ({
  subject_id: stay.subjectId,
  hadm_id: stay.hadmId,
  icustay_id: stay.icustayId,
})

/** CareVue: hourly rows, drips as rates, fluids as amounts. */
export function* inputCareVueRows(world: World): Generator<Row<'INPUTEVENTS_CV'>> {
  for (const stay of world.stays) {
    if (stay.system !== 'carevue') continue
    const random = seededRandom(world.seed, 'input', stay.index)
    const course = courseOf(world.seed, stay)
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
    const { vasopressor } = course
    if (vasopressor === undefined) continue
    const vasopressin = vasopressor.rate > 0.15
    for (
      let at = startOfHour(vasopressor.from) + HOUR;
      at <= Math.min(vasopressor.to, end);
      at += HOUR
    ) {
      const drip = {
        ...written(at),
        orderid: order + 1,
        linkorderid: order + 1,
        originalroute: 'IV Drip',
      }
      yield { ...drip, itemid: 30120, rate: around(random, vasopressor.rate), rateuom: 'mcgkgmin' }
      if (vasopressin) yield { ...drip, itemid: 30051, rate: 0.04, rateuom: 'Umin' }
    }
  }
}

/** MetaVision: one row per constant rate, from starttime to endtime; a changed order leaves its old row as Rewritten. */
export function* inputMetaVisionRows(world: World): Generator<Row<'INPUTEVENTS_MV'>> {
  for (const stay of world.stays) {
    if (stay.system !== 'metavision') continue
    const random = seededRandom(world.seed, 'input', stay.index)
    const course = courseOf(world.seed, stay)
    const end = Math.min(stay.outtime, stay.intime + LONGEST)
    for (let at = startOfMinute(stay.intime) + HOUR; at + 4 * HOUR < end; at += 6 * HOUR) {
      yield saline(random, stay, course, at, at + 4 * HOUR)
    }
    if (hasReversedInfusion(stay.index)) {
      const at = startOfMinute(stay.intime) + 3 * HOUR
      yield saline(random, stay, course, at, at - 10 * MINUTE)
    }
    if (course.vasopressor !== undefined) yield* pressor(random, stay, course, course.vasopressor)
  }
}

function infusion(
  random: Random,
  stay: Stay,
  course: Course,
  from: Seconds,
  to: Seconds,
): Row<'INPUTEVENTS_MV'> {
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
    patientweight: round(course.weight, 1),
    isopenbag: 0,
    continueinnextdept: 0,
    cancelreason: 0,
    statusdescription: 'FinishedRunning',
  }
}

function saline(
  random: Random,
  stay: Stay,
  course: Course,
  from: Seconds,
  to: Seconds,
): Row<'INPUTEVENTS_MV'> {
  const rate = 10 * between(random, 2, 15)
  const amount = round((rate * Math.abs(to - from)) / HOUR, 1)
  return {
    ...infusion(random, stay, course, from, to),
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

function* pressor(
  random: Random,
  stay: Stay,
  course: Course,
  { from, to, rate: mean }: NonNullable<Course['vasopressor']>,
): Generator<Row<'INPUTEVENTS_MV'>> {
  const drip = {
    ordercategoryname: '01-Drips',
    secondaryordercategoryname: '02-Fluids (Crystalloids)',
    ordercategorydescription: 'Continuous Med',
    totalamount: 250,
    totalamountuom: 'ml',
  }
  let start = from
  while (start < to) {
    const stop = Math.min(to, start + MINUTE * between(random, 90, 600))
    const rate = around(random, mean)
    const amount = round((rate * course.weight * (stop - start)) / MINUTE / 1000, 3)
    const row = {
      ...infusion(random, stay, course, start, stop),
      ...drip,
      itemid: 221906,
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
  // here vasopressin is in units per hour, in CareVue per minute
  if (mean > 0.15) {
    yield {
      ...infusion(random, stay, course, from, to),
      ...drip,
      itemid: 222315,
      amount: round((2.4 * (to - from)) / HOUR, 2),
      amountuom: 'units',
      rate: 2.4,
      rateuom: 'units/hour',
      originalamount: 100,
      originalrate: 2.4,
    }
  }
}

function around(random: Random, mean: number): number {
  return round(clamp(mean * (1 + 0.2 * random.normal()), 0.01, 3), 3)
}

/** Urine every two hours; a bladder that is irrigated counts what goes in and what comes out. */
export function* outputRows(world: World): Generator<Row<'OUTPUTEVENTS'>> {
  for (const stay of world.stays) {
    const random = seededRandom(world.seed, 'output', stay.index)
    const course = courseOf(world.seed, stay)
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
      const millilitres = course.urinePerHour * every * (1 + 0.35 * random.normal())
      yield { ...written(at), itemid, value: Math.max(0, round(millilitres, 0)) }
    }
    if (hasIrrigation(stay.index) && !carevue) {
      const at = startOfHour(stay.intime) + 5 * HOUR
      yield { ...written(at), itemid: 227488, value: 500 }
      yield { ...written(at), itemid: 227489, value: 620 }
    }
  }
}

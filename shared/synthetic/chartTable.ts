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
import { chartsCelsius, chartsFio2AsFraction } from './dirt.ts'
import { between, chance, clamp, logistic, round } from './draw.ts'
import { unitOf } from './items.ts'
import type { ChartingSystem, Stay } from './patient.ts'
import { reading } from './physiology.ts'
import { staysOf, type World } from './world.ts'

type ChartRow = Row<'CHARTEVENTS'>

/** The item that each system charts a quantity on. */
const CHART_ITEMS = {
  carevue: {
    heartRate: 211,
    rhythm: 212,
    respRate: 618,
    spo2: 646,
    celsius: 676,
    fahrenheit: 678,
    cuff: { sbp: 455, dbp: 8441, mbp: 456 },
    line: { sbp: 51, dbp: 8368, mbp: 52 },
    glucose: 811,
    fingerstick: 807,
    eye: 184,
    verbal: 723,
    motor: 454,
    fio2: 3420,
    mode: 720,
    peep: 505,
    tidal: 682,
    admissionWeight: 762,
    dailyWeight: 763,
    height: 920,
  },
  metavision: {
    heartRate: 220045,
    rhythm: 220048,
    respRate: 220210,
    spo2: 220277,
    celsius: 223762,
    fahrenheit: 223761,
    cuff: { sbp: 220179, dbp: 220180, mbp: 220181 },
    line: { sbp: 220050, dbp: 220051, mbp: 220052 },
    glucose: 220621,
    fingerstick: 225664,
    eye: 220739,
    verbal: 223900,
    motor: 223901,
    fio2: 223835,
    mode: 223849,
    peep: 220339,
    tidal: 224685,
    admissionWeight: 226512,
    dailyWeight: 224639,
    height: 226730,
  },
} as const satisfies Record<ChartingSystem, unknown>

const EYE = ['None', 'To Pain', 'To Speech', 'Spontaneously'] as const
const VERBAL = [
  'No Response',
  'Incomprehensible sounds',
  'Inappropriate Words',
  'Confused',
  'Oriented',
] as const
const MOTOR = [
  'No response',
  'Abnormal extension',
  'Abnormal Flexion',
  'Flex-withdraws',
  'Localizes Pain',
  'Obeys Commands',
] as const

/** Hourly for the first day, every four hours after it, for a week at most. */
const HOURLY = DAY
const LONGEST = 7 * DAY

export function* chartRows(world: World): Generator<ChartRow> {
  for (const stay of staysOf(world)) {
    if (world.dirt('uncharted', stay.index)) continue
    const random = seededRandom(world.seed, 'chart', stay.index)
    yield* admissionChart(random, stay)
    const watched = logistic(2 + stay.illness.attention)
    const first = startOfHour(stay.intime) + HOUR
    const end = Math.min(stay.outtime, stay.intime + LONGEST)
    let at = first
    while (at <= end) {
      const hour = Math.round((at - first) / HOUR)
      if (hour % 4 === 0 || chance(random, watched)) yield* vitalSigns(random, stay, at)
      if (hour % 4 === 0) yield* everyFourHours(random, stay, at)
      at += at - stay.intime < HOURLY ? HOUR : 4 * HOUR
    }
    yield* oddities(random, world, stay, first)
  }
}

/** One row, as the stay's system writes it: CareVue knows no error flag and says that the item goes on. */
function charted(
  random: Random,
  stay: Stay,
  at: Seconds,
  itemid: number,
  valuenum: number | undefined,
  value?: string,
): ChartRow {
  const carevue = stay.system === 'carevue'
  const delay = chance(random, 0.02)
    ? HOUR * between(random, 3, 30)
    : MINUTE * between(random, 1, 45)
  return {
    subject_id: stay.subjectId,
    hadm_id: stay.hadmId,
    icustay_id: stay.icustayId,
    itemid,
    charttime: timestamp(at),
    storetime: timestamp(at + delay),
    cgid: someCaregiver(random),
    value: value ?? valuenum,
    valuenum,
    valueuom: unitOf(itemid),
    warning: carevue ? undefined : 0,
    error: carevue ? undefined : 0,
    stopped: carevue ? 'NotStopd' : undefined,
  }
}

function* admissionChart(random: Random, stay: Stay): Generator<ChartRow> {
  const items = CHART_ITEMS[stay.system]
  const at = startOfMinute(stay.intime) + MINUTE * between(random, 5, 50)
  if (chance(random, 0.9)) {
    yield charted(random, stay, at, items.admissionWeight, round(stay.course.weight, 1))
  }
  if (chance(random, 0.6)) {
    const inches = stay.system === 'carevue'
    yield charted(
      random,
      stay,
      at,
      items.height,
      round(stay.course.height / (inches ? 2.54 : 1), 0),
    )
  }
}

function* vitalSigns(random: Random, stay: Stay, at: Seconds): Generator<ChartRow> {
  const items = CHART_ITEMS[stay.system]
  const read = (vital: Parameters<typeof reading>[2]): number => reading(random, stay, vital, at)
  yield charted(random, stay, at, items.heartRate, round(read('heartRate'), 0))
  yield charted(random, stay, at, items.respRate, round(read('respRate'), 0))
  yield charted(random, stay, at, items.spo2, round(read('spo2'), 0))

  // with an arterial line the cuff is a second opinion, charted at the same minute now and then
  const ways = stay.course.arterialLine
    ? chance(random, 0.15)
      ? (['line', 'cuff'] as const)
      : (['line'] as const)
    : (['cuff'] as const)
  for (const way of ways) {
    const sbp = read('sbp')
    const dbp = Math.min(read('dbp'), sbp - 8)
    yield charted(random, stay, at, items[way].sbp, round(sbp, 0))
    yield charted(random, stay, at, items[way].dbp, round(dbp, 0))
    yield charted(
      random,
      stay,
      at,
      items[way].mbp,
      round((sbp + 2 * dbp) / 3 + 2 * random.normal(), 0),
    )
  }
}

function* everyFourHours(random: Random, stay: Stay, at: Seconds): Generator<ChartRow> {
  const items = CHART_ITEMS[stay.system]
  const celsius = reading(random, stay, 'temperature', at)
  yield chartsCelsius(stay.index)
    ? charted(random, stay, at, items.celsius, round(celsius, 1))
    : charted(random, stay, at, items.fahrenheit, round(celsius * 1.8 + 32, 1))
  const glucose = chance(random, 0.7) ? items.fingerstick : items.glucose
  if (chance(random, 0.6)) {
    const level = stay.course.labs.glucose * Math.exp(0.12 * random.normal())
    yield charted(random, stay, at, glucose, round(clamp(level, 25, 900), 0))
  }
  const fast = stay.course.levels.heartRate > 100
  const rhythm =
    stay.system === 'carevue'
      ? fast
        ? 'Sinus Tachy'
        : 'Normal Sinus'
      : fast
        ? 'ST (Sinus Tachycardia)'
        : 'SR (Sinus Rhythm)'
  yield charted(random, stay, at, items.rhythm, undefined, rhythm)
  if (stay.kind !== 'newborn') yield* comaScale(random, stay, at)
  if (isVentilated(stay, at)) yield* ventilator(random, stay, at)
  else yield* oxygen(random, stay, at)
}

/** Eye, verbal and motor; an intubated patient's verbal score of 1 is a text that says so. */
function* comaScale(random: Random, stay: Stay, at: Seconds): Generator<ChartRow> {
  const items = CHART_ITEMS[stay.system]
  const total = clamp(Math.round(stay.course.alertness + 0.6 * random.normal()), 3, 15)
  const lost = 15 - total
  const motor = clamp(6 - Math.floor(lost * 0.4), 1, 6)
  const verbal = clamp(5 - Math.ceil(lost * 0.34), 1, 5)
  const eye = clamp(total - motor - verbal, 1, 4)
  const intubated = isVentilated(stay, at)
  const carevue = stay.system === 'carevue'
  const said = (score: number, word: string | undefined): string =>
    carevue ? `${score} ${word ?? ''}` : (word ?? '')
  yield charted(random, stay, at, items.eye, eye, said(eye, EYE[eye - 1]))
  yield intubated
    ? charted(random, stay, at, items.verbal, 1, carevue ? '1.0 ET/Trach' : 'No Response-ETT')
    : charted(random, stay, at, items.verbal, verbal, said(verbal, VERBAL[verbal - 1]))
  yield charted(random, stay, at, items.motor, motor, said(motor, MOTOR[motor - 1]))
}

function isVentilated({ course }: Stay, at: Seconds): boolean {
  return course.ventilation !== undefined && at <= course.ventilation.to
}

/** What the others breathe through: a tight mask, prongs or nothing. */
function* oxygen(random: Random, stay: Stay, at: Seconds): Generator<ChartRow> {
  const carevue = stay.system === 'carevue'
  const { mask, fio2, ventilation } = stay.course
  if (mask === undefined || ventilation !== undefined) {
    const device = chance(random, 0.6) ? (carevue ? 'Nasal Cannula' : 'Nasal cannula') : 'None'
    yield charted(random, stay, at, carevue ? 467 : 226732, undefined, device)
    return
  }
  const device =
    mask === 'CPAP' ? (carevue ? 'CPAP Mask' : 'CPAP mask') : carevue ? 'Bipap Mask' : 'Bipap mask'
  yield charted(random, stay, at, carevue ? 467 : 226732, undefined, device)
  yield charted(random, stay, at, CHART_ITEMS[stay.system].fio2, round(100 * fio2, 0))
}

function* ventilator(random: Random, stay: Stay, at: Seconds): Generator<ChartRow> {
  const items = CHART_ITEMS[stay.system]
  const carevue = stay.system === 'carevue'
  const fio2 = clamp(stay.course.fio2 + 0.03 * random.normal(), 0.21, 1)
  if (chartsFio2AsFraction(stay.index)) {
    yield charted(random, stay, at, carevue ? 190 : items.fio2, round(fio2, 2))
  } else {
    yield charted(random, stay, at, items.fio2, round(fio2 * 100, 0))
  }
  yield charted(random, stay, at, items.peep, stay.course.peep)
  yield charted(random, stay, at, items.tidal, round(480 + 60 * random.normal(), 0))
  if (carevue) {
    yield charted(random, stay, at, items.mode, undefined, 'Assist Control')
    yield charted(random, stay, at, 467, undefined, 'Ventilator')
  } else {
    yield charted(random, stay, at, items.mode, 49, 'CMV/ASSIST/AutoFlow')
  }
}

function* oddities(
  random: Random,
  { dirt }: World,
  stay: Stay,
  first: Seconds,
): Generator<ChartRow> {
  const items = CHART_ITEMS[stay.system]
  const at = first + 10 * MINUTE
  const { index } = stay
  if (dirt('impossibleHeartRate', index)) yield charted(random, stay, at, items.heartRate, 999)
  if (dirt('impossibleRespiratoryRate', index))
    yield charted(random, stay, at, items.respRate, 2_222_221.7)
  if (dirt('celsiusOnFahrenheit', index)) {
    yield charted(random, stay, at, items.fahrenheit, round(stay.course.levels.temperature, 1))
  }
  if (dirt('emptyValue', index)) yield charted(random, stay, at, items.heartRate, undefined)
  if (stay.system === 'metavision' && dirt('markedError', index)) {
    yield { ...charted(random, stay, at, items.heartRate, 210), error: 1 }
  }
  if (dirt('eventsAtTheMarks', index)) {
    yield charted(random, stay, stay.intime, items.heartRate, 41)
    if (stay.outtime >= stay.intime + DAY) {
      yield charted(random, stay, stay.intime + DAY, items.heartRate, 171)
    }
  }
  if (stay.system === 'carevue' && index % 4 === 1) {
    yield charted(random, stay, at, 374, undefined, 'Arm, Right Lower')
  }
}

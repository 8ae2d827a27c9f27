import { type Random, seededRandom } from '../random.ts'
import { DAY, HOUR, MINUTE, type Seconds, startOfMinute } from './calendar.ts'
import { between, chance, clamp, logistic } from './draw.ts'
import type { Stay } from './population.ts'

export type Vital = 'heartRate' | 'sbp' | 'dbp' | 'respRate' | 'temperature' | 'spo2' | 'glucose'

/** A measured quantity: where it lies, how severity moves it, how much patients and moments differ. */
interface Quantity {
  readonly base: number
  readonly perSeverity: number // change per standard deviation of severity
  readonly betweenStays: number // standard deviation
  readonly withinStay: number // standard deviation
  readonly low: number // readings are clamped to what a monitor can show
  readonly high: number
}

const VITALS: Readonly<Record<Vital, Quantity>> = {
  // bpm
  heartRate: { base: 85, perSeverity: 5, betweenStays: 13, withinStay: 6, low: 25, high: 190 },
  // mmHg
  sbp: { base: 121, perSeverity: -6, betweenStays: 16, withinStay: 9, low: 45, high: 230 },
  dbp: { base: 61, perSeverity: -2.5, betweenStays: 9, withinStay: 6, low: 20, high: 140 },
  // breaths/min
  respRate: { base: 19, perSeverity: 1.6, betweenStays: 3.4, withinStay: 2.5, low: 5, high: 55 },
  // °C
  temperature: {
    base: 36.9,
    perSeverity: -0.08,
    betweenStays: 0.5,
    withinStay: 0.25,
    low: 32,
    high: 41.5,
  },
  // %
  spo2: { base: 97, perSeverity: -0.6, betweenStays: 1.4, withinStay: 1.2, low: 65, high: 100 },
  // mg/dL
  glucose: { base: 138, perSeverity: 7, betweenStays: 32, withinStay: 18, low: 35, high: 520 },
}

/** What a newborn's monitor shows instead. */
const NEWBORN: Partial<Record<Vital, number>> = { heartRate: 142, sbp: 66, dbp: 38, respRate: 46 }

/** The course of one stay: everything that more than one table tells of. */
export interface Course {
  readonly centres: Readonly<Record<Vital, number>>
  readonly weight: number // kg
  readonly height: number // cm
  /** 15 and more is wide awake, below 3 does not react. */
  readonly alertness: number
  readonly urinePerHour: number // ml
  readonly arterialLine: boolean
  /** Invasive ventilation, from and to; `undefined` for the others. */
  readonly ventilation: { readonly from: Seconds; readonly to: Seconds } | undefined
  readonly vasopressor:
    | { readonly from: Seconds; readonly to: Seconds; readonly rate: number }
    | undefined // µg/kg/min
  readonly fio2: number // fraction
}

/** The same for the same seed and stay, whichever table asks. */
export function courseOf(seed: number, stay: Stay): Course {
  const random = seededRandom(seed, 'course', stay.index)
  const { severity, kind } = stay
  const newborn = kind === 'newborn'
  const centre = (vital: Vital): number => {
    const { base, perSeverity, betweenStays } = VITALS[vital]
    return (
      ((newborn ? NEWBORN[vital] : undefined) ?? base) +
      perSeverity * severity +
      betweenStays * random.normal()
    )
  }
  const centres = {
    heartRate: centre('heartRate'),
    sbp: centre('sbp'),
    dbp: centre('dbp'),
    respRate: centre('respRate'),
    temperature: centre('temperature'),
    spo2: centre('spo2'),
    glucose: centre('glucose'),
  }

  const operated = stay.surgical && chance(random, 0.6)
  const ventilated = !newborn && (operated || chance(random, logistic(-0.9 + 0.8 * severity)))
  const onPressor = !newborn && chance(random, logistic(-1.9 + 1.1 * severity))
  return {
    centres,
    weight: newborn ? 2.2 + random.uniform() * 2 : clamp(80 + 18 * random.normal(), 38, 180),
    height: newborn ? between(random, 44, 53) : clamp(169 + 10 * random.normal(), 140, 202),
    alertness: 16.5 - 1.8 * severity + 2.2 * random.normal(),
    urinePerHour: newborn
      ? 8
      : clamp(75 * Math.exp(-0.28 * severity + 0.4 * random.normal()), 0, 400),
    arterialLine: !newborn && (ventilated || onPressor || chance(random, 0.2)),
    ventilation: ventilated ? support(random, stay, 40) : undefined,
    vasopressor: onPressor
      ? {
          ...support(random, stay, 30),
          rate: 0.05 + 0.15 * random.uniform() * Math.exp(0.4 * severity),
        }
      : undefined,
    fio2: clamp(0.42 + 0.06 * severity + 0.08 * random.normal(), 0.21, 1),
  }
}

/** Starts within the first two hours and lasts `hours` on average, at most to the end of the stay. */
function support(random: Random, stay: Stay, hours: number): { from: Seconds; to: Seconds } {
  const from = startOfMinute(stay.intime) + MINUTE * between(random, 5, 120)
  const lasts = HOUR * hours * Math.exp(0.6 * random.normal() + 0.2 * stay.severity)
  const until = startOfMinute(Math.min(stay.outtime, from + lasts))
  return { from, to: Math.max(from + HOUR, until) }
}

/** One reading of a vital sign; deaths are preceded by falling pressure in the last six hours. */
export function reading(
  random: Random,
  stay: Stay,
  course: Course,
  vital: Vital,
  at: Seconds,
): number {
  const { withinStay, low, high } = VITALS[vital]
  const dying = stay.diedHere && stay.outtime - at < DAY / 4
  const fall = dying && (vital === 'sbp' || vital === 'dbp') ? 0.75 : 1
  return clamp(course.centres[vital] * fall + withinStay * random.normal(), low, high)
}

import type { Random } from '../random.ts'
import { DAY, HOUR, MINUTE, type Seconds } from './calendar.ts'
import type { Course } from './course.ts'
import type { Dirt } from './dirt.ts'
import { between, chance, clamp, exponential, logistic, oneOf, round, weighted } from './draw.ts'
import { drawIllness, type Illness } from './illness.ts'
import type { Admission, CareUnit, Kind, Stay } from './patient.ts'
import { drawCourse } from './physiology.ts'
import { riskOfDeath } from './riskOfDeath.ts'

/** Who is admitted. */
export interface Person {
  readonly subjectId: number
  readonly kind: Kind
  readonly age: number // years
  readonly frailty: number // standard normal
  readonly chronicKidneyDisease: boolean
}

/** How many admissions and stays there are already: their ids count up over all patients. */
export interface Counted {
  admissions: number
  stays: number
}

/** Of one patient. */
export const MOST_ADMISSIONS = 4

/** A death exactly 24 h after `intime`, by index of the stay, however well the patient was. */
export const diesAtTheMark = (stayIndex: number): boolean => stayIndex % 100 === 13

/** One admission with one or two ICU stays. */
export function drawAdmission(
  random: Random,
  person: Person,
  admit: Seconds,
  dirt: Dirt,
  counted: Counted,
): Admission {
  const { subjectId, kind, age } = person
  const index = counted.admissions++
  const hadmId = scrambled(index, 48_611, 100_000, 1_000_000)
  const elective = kind === 'adult' && chance(random, 0.15)
  const severity = drawSeverity(random, person, elective)
  const unit = careUnit(random, kind, elective)
  const surgical = unit === 'CSRU' || unit === 'SICU' || unit === 'TSICU'
  const service = serviceOf(random, unit, kind)

  // emergencies come through the emergency department, sometimes still "there" after the ICU took them
  const throughEd = kind !== 'newborn' && !elective && chance(random, 0.75)
  const edArrival = throughEd ? admit - MINUTE * between(random, 60, 500) : undefined
  const edDeparture = throughEd ? admit + MINUTE * between(random, 5, 150) : undefined

  const wait = hoursBeforeIcu(random, kind, elective)
  const intime = admit + (dirt('intimeBeforeAdmittime', counted.stays) ? -20 * MINUTE : wait)
  const patient = { ...person, hadmId, elective, severity, unit, surgical, counted }
  const { stays, death } = drawStays(random, patient, intime)

  const leftIcu = stays.at(-1)?.outtime ?? admit
  const discharge =
    death === undefined
      ? leftIcu + MINUTE * between(random, 600, 14_400)
      : death - (dirt('dischargeBeforeDeath', index) ? 30 * MINUTE : 0)
  return {
    index,
    hadmId,
    subjectId,
    age,
    kind,
    severity,
    admit,
    discharge,
    death,
    elective,
    surgical,
    edArrival,
    edDeparture,
    service,
    stays,
  }
}

/** Whom an ICU takes. */
interface IcuPatient extends Person {
  readonly hadmId: number
  readonly elective: boolean
  readonly severity: number // standard normal among adults
  readonly unit: CareUnit
  readonly surgical: boolean
  readonly counted: Counted
}

/**
 * The ICU stays of an admission, and when the patient dies in hospital.
 *
 * Three things can happen to an adult within the first 24 h in the ICU: death, leaving it, or neither. Of those who are
 * still there, each dies in hospital with the probability that `riskOfDeath` says.
 *
 * @param intime - of the first stay
 */
function drawStays(
  random: Random,
  patient: IcuPatient,
  intime: Seconds,
): { readonly stays: readonly Stay[]; readonly death: Seconds | undefined } {
  const { kind, age, elective, severity } = patient
  const first = enterIcu(random, patient, intime)
  const risk = kind === 'adult' ? riskOfDeath({ age, elective, course: first.course }) : 0
  const day = kind === 'adult' ? firstDay(random, first.index, risk, severity) : 'stays'

  if (day === 'dies') {
    const at = diesAtTheMark(first.index) ? DAY : between(random, 3 * HOUR, DAY - 1)
    const death = intime + at
    return { stays: [leaveIcu(patient, first, death, true)], death }
  }
  if (day === 'leaves') {
    const outtime = intime + between(random, 5 * HOUR, DAY - 1)
    const dies = chance(random, 0.3 * risk)
    const death = dies ? outtime + Math.round(exponential(random, 4 * DAY)) : undefined
    return { stays: [leaveIcu(patient, first, outtime, false)], death }
  }

  const dies = chance(random, risk)
  const comesBack = kind === 'adult' && chance(random, 0.08)
  const death =
    dies && !comesBack
      ? intime + DAY + MINUTE + Math.round(exponential(random, 5 * DAY))
      : undefined
  const diedHere = death !== undefined && chance(random, 0.8)
  const outtime = diedHere ? death : leavesAt(random, first, death)
  const stay = leaveIcu(patient, first, outtime, diedHere, kind === 'adult' ? risk : undefined)
  if (!comesBack) return { stays: [stay], death }

  const backAt = outtime + HOUR * between(random, 12, 96) + between(random, 0, 59)
  const again = enterIcu(random, patient, backAt)
  const laterDeath = dies ? backAt + 3 * HOUR + Math.round(exponential(random, 5 * DAY)) : undefined
  const out = laterDeath ?? backAt + lengthOfStay(random, severity)
  return { stays: [stay, leaveIcu(patient, again, out, dies)], death: laterDeath }
}

function enterIcu(random: Random, patient: IcuPatient, intime: Seconds): Entry {
  const { kind, severity, unit, surgical, chronicKidneyDisease, counted } = patient
  const illness = drawIllness(random, severity + 0.2 * random.normal())
  const cardiac = unit === 'CSRU' || unit === 'CCU'
  const body = { kind, surgical, cardiac, chronicKidneyDisease }
  return {
    index: counted.stays++,
    intime,
    illness,
    course: drawCourse(random, illness, body, intime),
  }
}

/** @param risk - of dying in hospital, where anybody asks */
function leaveIcu(
  { hadmId, subjectId, unit, kind, surgical }: IcuPatient,
  entry: Entry,
  outtime: Seconds,
  diedHere: boolean,
  risk?: number,
): Stay {
  return {
    ...entry,
    icustayId: scrambled(entry.index, 7919, 200_000, 2_000_000),
    hadmId,
    subjectId,
    system: entry.index % 2 === 0 ? 'metavision' : 'carevue',
    unit,
    outtime,
    kind,
    surgical,
    diedHere,
    risk,
  }
}

/** An ICU stay of which the end is not yet known. */
interface Entry {
  readonly index: number
  readonly intime: Seconds
  readonly illness: Illness
  readonly course: Course
}

/**
 * Ids in no order, as MIMIC's are: 100 000 of them from `first` on (its width); what goes beyond counts on from
 * `beyond`, in blocks of 100 000. `factor` is coprime to that, so no id comes twice.
 */
function scrambled(index: number, factor: number, first: number, beyond: number): number {
  const block = Math.floor(index / 100_000)
  const within = ((index % 100_000) * factor + 17) % 100_000
  return (block === 0 ? first : beyond + (block - 1) * 100_000) + within
}

function firstDay(
  random: Random,
  stayIndex: number,
  risk: number,
  severity: number,
): 'dies' | 'leaves' | 'stays' {
  if (diesAtTheMark(stayIndex) || chance(random, 0.12 * risk)) return 'dies'
  return chance(random, logistic(-1.7 - 0.4 * severity)) ? 'leaves' : 'stays'
}

/** Of those who are there for 24 h: they leave alive, or for a ward to die there. */
function leavesAt(random: Random, { intime, illness }: Entry, death: Seconds | undefined): Seconds {
  if (death === undefined) return intime + lengthOfStay(random, illness.severity)
  return intime + DAY + Math.round((death - intime - DAY) * (0.3 + 0.5 * random.uniform()))
}

function drawSeverity(random: Random, { kind, frailty }: Person, elective: boolean): number {
  const drawn = 0.6 * frailty + 0.8 * random.normal()
  if (kind !== 'adult') return 0.5 * drawn - 1
  return elective ? drawn - 0.7 : drawn + 0.12
}

function careUnit(random: Random, kind: Kind, elective: boolean): CareUnit {
  if (kind === 'newborn') return 'NICU'
  return elective
    ? weighted(random, [
        ['CSRU', 55],
        ['SICU', 30],
        ['TSICU', 10],
        ['CCU', 5],
      ] as const)
    : weighted(random, [
        ['MICU', 48],
        ['CCU', 18],
        ['SICU', 17],
        ['TSICU', 12],
        ['CSRU', 5],
      ] as const)
}

function serviceOf(random: Random, unit: CareUnit, kind: Kind): string {
  if (kind === 'newborn') return 'NB'
  const services: Record<CareUnit, readonly string[]> = {
    MICU: ['MED', 'MED', 'MED', 'OMED', 'NMED'],
    CCU: ['CMED', 'CMED', 'MED'],
    CSRU: ['CSURG', 'CSURG', 'TSURG'],
    SICU: ['SURG', 'NSURG', 'VSURG', 'NMED'],
    TSICU: ['TRAUM', 'SURG', 'ORTHO'],
    NICU: ['NB'],
  }
  return oneOf(random, services[unit])
}

/** Most go straight to the ICU; operated patients after the operation, some after days on a ward. */
function hoursBeforeIcu(random: Random, kind: Kind, elective: boolean): Seconds {
  if (kind === 'newborn') return between(random, 60, 1800)
  if (elective) return MINUTE * between(random, 300, 1900) + between(random, 0, 59)
  const wait = weighted(random, [
    ['minutes', 62],
    ['hours', 24],
    ['days', 14],
  ] as const)
  if (wait === 'minutes') return between(random, 30, 600)
  return wait === 'hours' ? between(random, HOUR, 20 * HOUR) : between(random, DAY, 6 * DAY)
}

/** Log-normal about a day and a half after the first, longer for the sicker. */
function lengthOfStay(random: Random, severity: number): Seconds {
  const days = Math.exp(0.35 + 0.25 * severity + 0.9 * random.normal())
  return DAY + MINUTE + Math.round(clamp(days, 0.02, 120) * DAY)
}

/** Days between two times, as MIMIC's `los` has them. */
export function daysBetween(from: Seconds, to: Seconds): number {
  return round((to - from) / DAY, 4)
}

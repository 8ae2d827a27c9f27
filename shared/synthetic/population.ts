import { type Random, seededRandom } from '../random.ts'
import { DAY, HOUR, MINUTE, type Seconds, YEAR } from './calendar.ts'
import { diesAtTheMark, hasDischargeBeforeDeath, hasIntimeBeforeAdmittime } from './dirt.ts'
import { between, chance, clamp, exponential, logistic, oneOf, round, weighted } from './draw.ts'

export type CareUnit = 'MICU' | 'SICU' | 'CCU' | 'CSRU' | 'TSICU' | 'NICU'
export type ChartingSystem = 'carevue' | 'metavision'

export interface Patient {
  readonly index: number
  readonly subjectId: number
  readonly gender: 'F' | 'M'
  /** For patients over 89 shifted to 300 years before the first admission, as MIMIC does. */
  readonly birth: Seconds
  /** In hospital or, where the registry knows of it, later. */
  readonly death: Seconds | undefined
  readonly diedInHospital: boolean
  readonly admissions: readonly Admission[]
}

export interface Admission {
  readonly hadmId: number
  readonly subjectId: number
  readonly age: number // years at admittime, true age also over 89
  readonly kind: 'adult' | 'child' | 'newborn'
  readonly severity: number // latent, standard normal among adults; nothing writes it out
  readonly admit: Seconds
  readonly discharge: Seconds
  readonly death: Seconds | undefined
  readonly elective: boolean
  readonly surgical: boolean
  readonly edArrival: Seconds | undefined
  readonly edDeparture: Seconds | undefined
  readonly service: string
  readonly stays: readonly Stay[]
}

export interface Stay {
  readonly index: number // counts all stays of the dataset from 0
  readonly icustayId: number
  readonly hadmId: number
  readonly subjectId: number
  readonly system: ChartingSystem
  readonly unit: CareUnit
  readonly intime: Seconds
  readonly outtime: Seconds
  readonly severity: number
  readonly kind: Admission['kind']
  readonly surgical: boolean
  readonly diedHere: boolean
}

/** 100 000 ids each; 7 919 and 48 611 are coprime to that, so no id comes twice. */
const IDS = 100_000
const MOST_PATIENTS = 40_000

/**
 * Who was ill when: patients with their admissions and ICU stays, decided before any table is written so that all
 * tables tell the same story.
 *
 * By rule of index, so that a test can count them: of 50 patients one is a newborn (the 8th), of 100 one a child
 * (the 34th), of 25 one over 89 (the 12th). `dirt.ts` names the odd times.
 *
 * Severity raises the log-odds of death (by 2.4 per standard deviation) and moves vitals, labs, GCS, urine and treatment;
 * `physiology.ts` and `analytes.ts` say how far. A logistic regression on first-day means gets an AUROC of about 0.85.
 *
 * @param patients - 1 … 40 000
 */
export function drawPopulation(patients: number, seed: number): Patient[] {
  if (!Number.isInteger(patients) || patients < 1 || patients > MOST_PATIENTS) {
    throw new RangeError(
      `patients must be a whole number from 1 to ${MOST_PATIENTS}, got ${patients}`,
    )
  }
  const counted = { admissions: 0, stays: 0 }
  return Array.from({ length: patients }, (_, index) => drawPatient(index, seed, counted))
}

/** How many admissions and stays there are already: their ids count up over all patients. */
interface Counted {
  admissions: number
  stays: number
}

function drawPatient(index: number, seed: number, counted: Counted): Patient {
  const random = seededRandom(seed, 'patient', index)
  const subjectId = 50_000 + index
  const kind = kindOf(index)
  const old = index % 25 === 11
  const firstAge = ageAtFirst(random, kind, old)
  const frailty = random.normal()
  const firstAdmit = DAY * between(random, 400, 33_000) + MINUTE * between(random, 0, 1439)
  const planned =
    kind === 'adult'
      ? weighted(random, [
          [1, 72],
          [2, 18],
          [3, 7],
          [4, 3],
        ] as const)
      : 1

  // admissions follow one another until the plan is done or the patient has died
  const admissions: Admission[] = []
  let admit = firstAdmit
  while (admissions.length < planned) {
    const age = firstAge + (admit - firstAdmit) / YEAR
    const admission = drawAdmission(random, { subjectId, kind, age, frailty, admit }, counted)
    admissions.push(admission)
    if (admission.death !== undefined) break
    admit = admission.discharge + DAY * between(random, 20, 700) + MINUTE * between(random, 0, 1439)
  }

  const last = admissions.at(-1)
  const inHospital = last?.death
  const later =
    last !== undefined && kind === 'adult' && chance(random, 0.25)
      ? last.discharge + DAY * between(random, 5, 2000)
      : undefined
  return {
    index,
    subjectId,
    gender: chance(random, 0.56) ? 'M' : 'F',
    birth: firstAdmit - Math.round((old ? 300 : firstAge) * YEAR),
    death: inHospital ?? later,
    diedInHospital: inHospital !== undefined,
    admissions,
  }
}

function kindOf(index: number): Admission['kind'] {
  if (index % 50 === 7) return 'newborn'
  return index % 100 === 33 ? 'child' : 'adult'
}

function ageAtFirst(random: Random, kind: Admission['kind'], old: boolean): number {
  if (kind === 'newborn') return 0
  if (kind === 'child') return between(random, 8, 16) + random.uniform()
  return old ? 90 + 6 * random.uniform() : clamp(64 + 15 * random.normal(), 18.5, 88.5)
}

interface Illness {
  readonly subjectId: number
  readonly kind: Admission['kind']
  readonly age: number
  readonly frailty: number
  readonly admit: Seconds
}

function drawAdmission(random: Random, illness: Illness, counted: Counted): Admission {
  const { subjectId, kind, age, frailty, admit } = illness
  const hadmId = 100_000 + ((counted.admissions * 48_611 + 17) % IDS)
  counted.admissions++
  const elective = kind === 'adult' && chance(random, 0.15)
  const severity = latentSeverity(random, kind, elective, frailty)
  const unit = careUnit(random, kind, elective)
  const surgical = unit === 'CSRU' || unit === 'SICU' || unit === 'TSICU'
  const service = serviceOf(random, unit, kind)
  const dies =
    kind === 'adult' && chance(random, logistic(-3.4 + 2.4 * severity + 0.03 * (age - 64)))

  // emergencies come through the emergency department, sometimes still "there" after the ICU took them
  const throughEd = kind !== 'newborn' && !elective && chance(random, 0.75)
  const edArrival = throughEd ? admit - MINUTE * between(random, 60, 500) : undefined
  const edDeparture = throughEd ? admit + MINUTE * between(random, 5, 150) : undefined

  const stays: Stay[] = []
  let intime = admit + hoursBeforeIcu(random, kind, elective)
  const planned = kind === 'adult' && chance(random, 0.08) ? 2 : 1
  let death: Seconds | undefined
  for (let number = 1; number <= planned; number++) {
    const last = number === planned
    if (hasIntimeBeforeAdmittime(counted.stays)) intime = admit - 20 * MINUTE
    death = dies && last ? timeOfDeath(random, intime, counted.stays) : undefined
    const diedHere = death !== undefined && chance(random, 0.8)
    const outtime =
      death === undefined
        ? intime + lengthOfStay(random, severity)
        : diedHere
          ? death
          : intime + Math.round((death - intime) * (0.3 + 0.5 * random.uniform()))
    const index = counted.stays
    counted.stays++
    stays.push({
      index,
      icustayId: 200_000 + ((index * 7_919 + 29) % IDS),
      hadmId,
      subjectId,
      system: index % 2 === 0 ? 'metavision' : 'carevue',
      unit,
      intime,
      outtime,
      severity: severity + 0.2 * random.normal(),
      kind,
      surgical,
      diedHere,
    })
    if (!last) intime = outtime + HOUR * between(random, 12, 96) + between(random, 0, 59)
  }

  const leftIcu = stays.at(-1)?.outtime ?? admit
  const discharge =
    death === undefined
      ? leftIcu + MINUTE * between(random, 600, 14_400)
      : death - (hasDischargeBeforeDeath(counted.admissions) ? 30 * MINUTE : 0)
  return {
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

function timeOfDeath(random: Random, intime: Seconds, stayIndex: number): Seconds {
  const drawn = 3 * HOUR + Math.round(exponential(random, 6 * DAY))
  return intime + (diesAtTheMark(stayIndex) ? DAY : drawn)
}

function latentSeverity(
  random: Random,
  kind: Admission['kind'],
  elective: boolean,
  frailty: number,
): number {
  const drawn = 0.6 * frailty + 0.8 * random.normal()
  if (kind !== 'adult') return 0.5 * drawn - 1
  return elective ? drawn - 0.7 : drawn + 0.12
}

function careUnit(random: Random, kind: Admission['kind'], elective: boolean): CareUnit {
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

function serviceOf(random: Random, unit: CareUnit, kind: Admission['kind']): string {
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
function hoursBeforeIcu(random: Random, kind: Admission['kind'], elective: boolean): Seconds {
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

/** Log-normal about 2 days, longer for the sicker, from 5 hours on. */
function lengthOfStay(random: Random, severity: number): Seconds {
  const days = Math.exp(0.7 + 0.2 * severity + 0.7 * random.normal())
  return Math.max(5 * HOUR, Math.round(days * DAY))
}

/** Days between two times, as MIMIC's `los` has them. */
export function daysBetween(from: Seconds, to: Seconds): number {
  return round((to - from) / DAY, 4)
}

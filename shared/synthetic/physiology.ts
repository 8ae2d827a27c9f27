import type { Random } from '../random.ts'
import { ANALYTES, type Analyte, type AnalyteName } from './analytes.ts'
import { DAY, HOUR, MINUTE, type Seconds, startOfMinute } from './calendar.ts'
import type { Course, Period, Vasopressor, Vital } from './course.ts'
import { between, chance, clamp, logistic, oneOf } from './draw.ts'
import type { Illness } from './illness.ts'
import type { Stay } from './patient.ts'

/** How readings scatter about the stay's level, and what a monitor can show. */
interface Monitor {
  readonly withinStay: number // standard deviation
  readonly low: number
  readonly high: number
}

const MONITORS: Readonly<Record<Vital, Monitor>> = {
  heartRate: { withinStay: 4, low: 25, high: 190 },
  sbp: { withinStay: 8, low: 45, high: 230 },
  dbp: { withinStay: 5, low: 20, high: 140 },
  respRate: { withinStay: 2.5, low: 5, high: 55 },
  temperature: { withinStay: 0.15, low: 32, high: 41.5 },
  spo2: { withinStay: 1.2, low: 65, high: 100 },
}

/** Who lies in the bed. */
export interface Body {
  readonly kind: Stay['kind']
  readonly surgical: boolean
  readonly cardiac: boolean
  readonly chronicKidneyDisease: boolean
}

/** What a newborn's monitor shows instead. */
const NEWBORN = { heartRate: 142, sbp: 66, dbp: 38, respRate: 46 }
const ADULT = { heartRate: 85, sbp: 121, dbp: 61, respRate: 19 }

/**
 * How a stay begins: levels of vital signs and analytes, and what is done about them.
 *
 * @param intime - of the ICU stay
 */
export function drawCourse(
  random: Random,
  { organs, heat, whiteCells }: Illness,
  { kind, surgical, cardiac, chronicKidneyDisease }: Body,
  intime: Seconds,
): Course {
  const { circulation, lungs, kidneys, brain, liver, infection } = organs
  const newborn = kind === 'newborn'
  const normal = newborn ? NEWBORN : ADULT
  const sbp = normal.sbp - 8 * circulation + 13 * random.normal()
  const levels = {
    heartRate: normal.heartRate + 8 * circulation + 3 * infection + 10 * random.normal(),
    sbp,
    dbp: normal.dbp + 0.35 * (sbp - normal.sbp) + 6 * random.normal(),
    respRate: normal.respRate + 2.2 * lungs + 2.6 * random.normal(),
    temperature: 36.9 + heat * 0.45 * Math.max(0, infection + 0.2) + 0.35 * random.normal(),
    spo2: 97 - 0.7 * lungs + 1.2 * random.normal(),
  }
  const labs = labLevels(random, organs)
  labs.whiteCells *= Math.exp(whiteCells * 0.3 * Math.max(0, infection))
  // shock and liver failure go far beyond what is usual
  labs.lactate *= Math.exp(0.4 * Math.max(0, circulation - 1))
  labs.bilirubin *= Math.exp(0.8 * Math.max(0, liver - 1))
  if (chronicKidneyDisease) labs.creatinine *= 2.5
  labs.ureaNitrogen *= Math.exp(0.75 * Math.log(labs.creatinine))

  const operated = surgical && chance(random, 0.55)
  const ventilated =
    !newborn && (operated || chance(random, logistic(-1 + 0.5 * lungs + 0.4 * brain)))
  const masked = !newborn && !ventilated && chance(random, logistic(-3.2 + 0.9 * lungs))
  const vasopressors = newborn ? [] : drawVasopressors(random, circulation, cardiac, intime)
  return {
    levels,
    labs,
    weight: newborn ? 2.2 + random.uniform() * 2 : clamp(80 + 18 * random.normal(), 38, 180),
    height: newborn ? between(random, 44, 53) : clamp(169 + 10 * random.normal(), 140, 202),
    alertness: clamp(16 - 2.8 * brain + 1.2 * random.normal(), 3, 15),
    urinePerHour: newborn
      ? 8
      : clamp(75 * Math.exp(-0.28 * kidneys - 0.1 * circulation + 0.33 * random.normal()), 0, 400),
    arterialLine: !newborn && (ventilated || vasopressors.length > 0 || chance(random, 0.2)),
    ventilation: ventilated ? drawSupport(random, lungs, intime, 40) : undefined,
    mask: masked ? (chance(random, 0.5) ? 'CPAP' : 'BiPAP') : undefined,
    vasopressors,
    dialysis: !newborn && chance(random, logistic(-6 + 1.8 * kidneys)),
    fio2: clamp(0.42 + 0.05 * lungs + 0.07 * random.normal(), 0.21, 1),
    peep: lungs > 1 ? 10 : chance(random, 0.7) ? 5 : 8,
  }
}

function labLevels(random: Random, organs: Illness['organs']): Record<AnalyteName, number> {
  const level = ({ origin }: Analyte): number => {
    if (origin.scale === 'follows') return Number.NaN
    const {
      circulation = 0,
      lungs = 0,
      kidneys = 0,
      brain = 0,
      liver = 0,
      infection = 0,
    } = origin.drivers
    const shift =
      circulation * organs.circulation +
      lungs * organs.lungs +
      kidneys * organs.kidneys +
      brain * organs.brain +
      liver * organs.liver +
      infection * organs.infection +
      origin.betweenStays * random.normal()
    return origin.scale === 'log' ? origin.base * Math.exp(shift) : origin.base + shift
  }
  return mapAnalytes(name => level(ANALYTES[name]))
}

/** A number for each analyte. */
export function mapAnalytes(value: (name: AnalyteName) => number): Record<AnalyteName, number> {
  return {
    sodium: value('sodium'),
    potassium: value('potassium'),
    chloride: value('chloride'),
    bicarbonate: value('bicarbonate'),
    anionGap: value('anionGap'),
    creatinine: value('creatinine'),
    ureaNitrogen: value('ureaNitrogen'),
    glucose: value('glucose'),
    hematocrit: value('hematocrit'),
    hemoglobin: value('hemoglobin'),
    platelets: value('platelets'),
    whiteCells: value('whiteCells'),
    albumin: value('albumin'),
    bilirubin: value('bilirubin'),
    inr: value('inr'),
    pt: value('pt'),
    ptt: value('ptt'),
    baseExcess: value('baseExcess'),
    oxygenFraction: value('oxygenFraction'),
    peep: value('peep'),
    oxygenSaturation: value('oxygenSaturation'),
    pCO2: value('pCO2'),
    pH: value('pH'),
    pO2: value('pO2'),
    lactate: value('lactate'),
    bands: value('bands'),
  }
}

/**
 * Norepinephrine for shock, or phenylephrine for a little of it, vasopressin on top of much; inotropes where the heart
 * is the cause.
 */
function drawVasopressors(
  random: Random,
  circulation: number,
  cardiac: boolean,
  intime: Seconds,
): readonly Vasopressor[] {
  if (!chance(random, logistic(-1.9 + 1.1 * circulation))) return []
  const period = drawSupport(random, circulation, intime, 30)
  const dose = random.uniform() * Math.exp(0.4 * circulation)
  if (cardiac && chance(random, 0.5)) {
    const drug = oneOf(random, ['dopamine', 'dobutamine', 'milrinone'] as const)
    return [{ ...period, drug, rate: drug === 'milrinone' ? 0.25 + 0.2 * dose : 2.5 + 6 * dose }]
  }
  const norepinephrine = { ...period, drug: 'norepinephrine', rate: 0.04 + 0.15 * dose } as const
  if (norepinephrine.rate < 0.15) {
    const phenylephrine = { ...period, drug: 'phenylephrine', rate: 0.5 + 2 * dose } as const
    return [chance(random, 0.4) ? phenylephrine : norepinephrine]
  }
  const vasopressin = { ...period, drug: 'vasopressin', rate: dose > 1.5 ? 0.04 : 0.03 } as const
  return chance(random, 0.2)
    ? [norepinephrine, vasopressin, { ...period, drug: 'epinephrine', rate: 0.02 + 0.08 * dose }]
    : [norepinephrine, vasopressin]
}

/** Starts within the first two hours and lasts `hours` on average; the stay may end before. */
function drawSupport(random: Random, failure: number, intime: Seconds, hours: number): Period {
  const from = startOfMinute(intime) + MINUTE * between(random, 5, 120)
  const lasts = HOUR * hours * Math.exp(0.6 * random.normal() + 0.2 * failure)
  return { from, to: from + Math.max(HOUR, startOfMinute(lasts)) }
}

/**
 * One reading of a vital sign. Deaths in the ICU are preceded by falling pressure in the last six hours, but never
 * within the first 24 h of those who survive these: at the moment of prediction nothing may tell more of the end than
 * the true risk does.
 */
export function reading(random: Random, stay: Stay, vital: Vital, at: Seconds): number {
  const { withinStay, low, high } = MONITORS[vital]
  const isDying =
    stay.diedHere &&
    stay.outtime - at < DAY / 4 &&
    (stay.outtime <= stay.intime + DAY || at > stay.intime + DAY)
  const fall = isDying && (vital === 'sbp' || vital === 'dbp') ? 0.75 : 1
  return clamp(stay.course.levels[vital] * fall + withinStay * random.normal(), low, high)
}

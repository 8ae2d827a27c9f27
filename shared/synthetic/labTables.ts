import { type Random, seededRandom } from '../random.ts'
import { ANALYTES, type Analyte, type Panel, SPECIMEN_TYPE } from './analytes.ts'
import { DAY, HOUR, MINUTE, midnight, type Seconds, startOfMinute, timestamp } from './calendar.ts'
import type { Row } from './columns.ts'
import { hasDuplicates, hasEventsAtTheMarks, hasLabsWithoutAdmission } from './dirt.ts'
import { between, chance, clamp, logistic, oneOf, round } from './draw.ts'
import { labelOf } from './items.ts'
import { courseOf } from './physiology.ts'
import type { Admission, Stay } from './population.ts'
import type { World } from './world.ts'

type LabRow = Row<'LABEVENTS'>

const LONGEST = 6 * DAY

export function* labRows(world: World): Generator<LabRow> {
  for (const admission of world.admissions) {
    for (const stay of admission.stays) {
      const random = seededRandom(world.seed, 'labs', stay.index)
      const centres = new Map(ANALYTES.map(analyte => [analyte, centreOf(random, analyte, stay)]))
      const course = courseOf(world.seed, stay)
      for (const { at, panels } of draws(random, stay, course.ventilation !== undefined)) {
        // what was drawn before the admission, or in the emergency department, belongs to none
        const hadmId =
          at < admission.admit || hasLabsWithoutAdmission(stay.index) ? undefined : stay.hadmId
        if (panels.includes('gas')) yield specimen(random, stay, hadmId, at)
        for (const [analyte, centre] of centres) {
          if (!panels.includes(analyte.panel)) continue
          yield measured(stay, hadmId, at, analyte, centre, random)
        }
      }
    }
  }
}

/** Times of blood draws and what was ordered: the sicker, the more. */
function* draws(
  random: Random,
  stay: Stay,
  ventilated: boolean,
): Generator<{ at: Seconds; panels: readonly Panel[] }> {
  const { severity } = stay
  const intime = startOfMinute(stay.intime)
  const some = (panel: Panel, p: number): readonly Panel[] => (chance(random, p) ? [panel] : [])
  const routine = (): readonly Panel[] => [
    'basic',
    ...some('liver', logistic(-0.9 + 0.5 * severity)),
    ...some('coagulation', 0.55),
    ...some('differential', 0.25),
    ...some('lactate', logistic(-0.6 + 0.7 * severity)),
  ]
  const jitter = (): Seconds => MINUTE * between(random, -50, 50)

  // an outpatient visit weeks before, the way in, and the ICU's rounds
  if (chance(random, 0.3)) {
    yield { at: intime - DAY * between(random, 10, 60) + jitter(), panels: ['basic'] }
  }
  yield { at: intime - 8 * HOUR + jitter(), panels: routine() }
  if (hasEventsAtTheMarks(stay.index)) yield { at: stay.intime - 6 * HOUR, panels: ['basic'] }
  yield { at: intime - 2 * HOUR + jitter(), panels: routine() }
  const end = Math.min(stay.outtime, intime + LONGEST)
  for (let at = intime + 4 * HOUR; at < end; at += at - intime < DAY ? 8 * HOUR : 24 * HOUR) {
    yield { at: at + jitter(), panels: routine() }
  }
  if (ventilated || chance(random, 0.15)) {
    for (let at = intime + HOUR; at < end; at += at - intime < DAY ? 6 * HOUR : 24 * HOUR) {
      yield { at: at + jitter(), panels: ['gas', ...some('lactate', 0.5)] }
    }
  }
}

function centreOf(random: Random, analyte: Analyte, stay: Stay): number {
  const { base, perSeverity, betweenStays, scale } = analyte
  const shift = perSeverity * stay.severity + betweenStays * random.normal()
  return scale === 'log' ? Math.log(base) + shift : base + shift
}

function measured(
  stay: Stay,
  hadmId: number | undefined,
  at: Seconds,
  analyte: Analyte,
  centre: number,
  random: Random,
): LabRow {
  const drawn = centre + analyte.withinStay * random.normal()
  const amount = clamp(
    analyte.scale === 'log' ? Math.exp(drawn) : drawn,
    analyte.least,
    analyte.most,
  )
  const valuenum = round(amount, analyte.decimals)
  return {
    subject_id: stay.subjectId,
    hadm_id: hadmId,
    itemid: analyte.itemid,
    charttime: timestamp(at),
    value: valuenum.toFixed(analyte.decimals),
    valuenum,
    valueuom: analyte.unit,
    flag: valuenum < analyte.low || valuenum > analyte.high ? 'abnormal' : undefined,
  }
}

/** Mostly arterial; a venous or mixed sample must not be read as PaO2. */
function specimen(random: Random, stay: Stay, hadmId: number | undefined, at: Seconds): LabRow {
  return {
    subject_id: stay.subjectId,
    hadm_id: hadmId,
    itemid: SPECIMEN_TYPE,
    charttime: timestamp(at),
    value: chance(random, 0.9) ? 'ART' : oneOf(random, ['VEN', 'MIX']),
  }
}

const CULTURES = [70_012, 70_062, 70_079] as const
const ORGANISMS = [80_002, 80_023, 80_155] as const
const ANTIBIOTICS = [90_004, 90_012, 90_015] as const

export function* microbiologyRows(world: World): Generator<Row<'MICROBIOLOGYEVENTS'>> {
  for (const [index, admission] of world.admissions.entries()) {
    const random = seededRandom(world.seed, 'microbiology', admission.hadmId)
    if (hasDuplicates(index)) {
      const row = culture(random, admission)
      yield row
      yield row
    }
    const taken = chance(random, logistic(-0.5 + 0.8 * admission.severity))
      ? between(random, 1, 4)
      : 0
    for (let number = 0; number < taken; number++) {
      const row = culture(random, admission)
      if (chance(random, 0.65)) {
        yield row
        continue
      }
      const organism = oneOf(random, ORGANISMS)
      const found = { org_itemid: organism, org_name: labelOf(organism), isolate_num: 1 }
      for (const antibiotic of ANTIBIOTICS)
        yield { ...row, ...found, ...susceptibility(random, antibiotic) }
    }
  }
}

function culture(random: Random, admission: Admission): Row<'MICROBIOLOGYEVENTS'> {
  const specimenId = oneOf(random, CULTURES)
  const at = admission.admit + HOUR * between(random, 0, 60)
  return {
    subject_id: admission.subjectId,
    hadm_id: admission.hadmId,
    chartdate: midnight(at),
    charttime: chance(random, 0.9) ? timestamp(at) : undefined,
    spec_itemid: specimenId,
    spec_type_desc: labelOf(specimenId),
  }
}

function susceptibility(random: Random, antibiotic: number): Row<'MICROBIOLOGYEVENTS'> {
  const [comparison, dilution] = oneOf(random, [
    ['<=', 1],
    ['<=', 0.5],
    ['=>', 8],
    ['=', 2],
  ] as const)
  return {
    ab_itemid: antibiotic,
    ab_name: labelOf(antibiotic),
    dilution_text: comparison === '=' ? String(dilution) : `${comparison}${dilution}`,
    dilution_comparison: comparison,
    dilution_value: dilution,
    interpretation: comparison === '=>' ? 'R' : 'S',
  }
}

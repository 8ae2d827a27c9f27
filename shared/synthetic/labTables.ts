import { type Random, seededRandom } from '../random.ts'
import { ANALYTE_NAMES, ANALYTES, type Analyte, type Panel, SPECIMEN_TYPE } from './analytes.ts'
import { DAY, HOUR, MINUTE, midnight, type Seconds, startOfMinute, timestamp } from './calendar.ts'
import type { Row } from './columns.ts'
import { between, chance, clamp, logistic, oneOf, round } from './draw.ts'
import { labelOf } from './items.ts'
import type { Admission, Stay } from './patient.ts'
import { drawSample } from './sample.ts'
import { admissionsOf, type World } from './world.ts'

type LabRow = Row<'LABEVENTS'>

const LONGEST = 6 * DAY

export function* labRows(world: World): Generator<LabRow> {
  for (const admission of admissionsOf(world)) {
    for (const stay of admission.stays) {
      const random = seededRandom(world.seed, 'labs', stay.index)
      const isSupported = stay.course.ventilation !== undefined || stay.course.mask !== undefined
      const isLost = world.dirt('labsWithoutAdmission', stay.index)
      for (const { at, panels } of draws(random, stay, isSupported)) {
        // what was drawn before the admission, or in the emergency department, belongs to none
        const hadmId = at < admission.admit || isLost ? undefined : stay.hadmId
        if (panels.includes('gas')) yield specimen(random, stay, hadmId, at)
        yield* measured(random, stay, hadmId, at, panels)
      }
      if (world.dirt('eventsAtTheMarks', stay.index)) {
        const hadmId = stay.intime - 6 * HOUR < admission.admit || isLost ? undefined : stay.hadmId
        yield* measured(random, stay, hadmId, stay.intime - 6 * HOUR, ['basic'])
      }
    }
  }
}

/** Times of blood draws and what was ordered: the more closely watched, the more. */
function* draws(
  random: Random,
  { intime: admitted, outtime, illness, course }: Stay,
  isSupported: boolean,
): Generator<{ at: Seconds; panels: readonly Panel[] }> {
  const { attention } = illness
  const intime = startOfMinute(admitted)
  const some = (panel: Panel, p: number): readonly Panel[] => (chance(random, p) ? [panel] : [])
  const routine = (): readonly Panel[] => [
    'basic',
    ...some('liver', logistic(-0.9 + 0.5 * attention)),
    ...some('coagulation', logistic(0.2 + 0.3 * attention)),
    ...some('differential', 0.25),
    ...some('lactate', logistic(-1.7 + 0.9 * attention)),
  ]
  const jitter = (): Seconds => MINUTE * between(random, -50, 50)

  // an outpatient visit weeks before, the way in, and the ICU's rounds
  if (chance(random, 0.3)) {
    yield { at: intime - DAY * between(random, 10, 60) + jitter(), panels: ['basic'] }
  }
  yield { at: intime - 8 * HOUR + jitter(), panels: routine() }
  yield { at: intime - 2 * HOUR + jitter(), panels: routine() }
  const end = Math.min(outtime, intime + LONGEST)
  const often = chance(random, logistic(0.8 * attention)) ? 6 * HOUR : 10 * HOUR
  for (let at = intime + 4 * HOUR; at < end; at += at - intime < DAY ? often : DAY) {
    yield { at: at + jitter(), panels: routine() }
  }
  if (isSupported || course.arterialLine || chance(random, 0.15)) {
    for (let at = intime + HOUR; at < end; at += at - intime < DAY ? 6 * HOUR : DAY) {
      yield {
        at: at + jitter(),
        panels: ['gas', ...some('lactate', logistic(-0.9 + 0.6 * attention))],
      }
    }
  }
}

function* measured(
  random: Random,
  stay: Stay,
  hadmId: number | undefined,
  at: Seconds,
  panels: readonly Panel[],
): Generator<LabRow> {
  const sample = drawSample(random, stay)
  for (const name of ANALYTE_NAMES) {
    const { itemid, unit, panel, decimals, reference, reported }: Analyte = ANALYTES[name]
    if (!panels.includes(panel) || Number.isNaN(sample[name])) continue
    const valuenum = round(clamp(sample[name], reported[0], reported[1]), decimals)
    yield {
      subject_id: stay.subjectId,
      hadm_id: hadmId,
      itemid,
      charttime: timestamp(at),
      value: valuenum.toFixed(decimals),
      valuenum,
      valueuom: unit,
      flag: valuenum < reference[0] || valuenum > reference[1] ? 'abnormal' : undefined,
    }
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
  for (const admission of admissionsOf(world)) {
    const random = seededRandom(world.seed, 'microbiology', admission.hadmId)
    if (world.dirt('duplicates', admission.index)) {
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

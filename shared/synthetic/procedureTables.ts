import { type Random, seededRandom } from '../random.ts'
import { HOUR, MINUTE, type Seconds, startOfMinute, timestamp } from './calendar.ts'
import { someCaregiver } from './caregivers.ts'
import type { Row } from './columns.ts'
import { between, chance, oneOf, round } from './draw.ts'
import type { Stay } from './patient.ts'
import { staysOf, type World } from './world.ts'

type ProcedureRow = Row<'PROCEDUREEVENTS_MV'>

export function* procedureEventRows(world: World): Generator<ProcedureRow> {
  for (const stay of staysOf(world)) {
    if (stay.system !== 'metavision') continue
    const random = seededRandom(world.seed, 'procedures', stay.index)
    const { course } = stay
    const intime = startOfMinute(stay.intime)
    const outtime = startOfMinute(stay.outtime)
    const { ventilation } = course
    if (ventilation !== undefined) {
      const to = Math.min(ventilation.to, outtime)
      yield task(random, stay, 225792, ventilation.from, to, 'Ventilation')
    }
    if (course.dialysis) {
      yield task(random, stay, 225802, intime + 3 * HOUR, outtime, 'Dialysis')
    }
    if (course.arterialLine) {
      yield {
        ...task(random, stay, 225752, intime + 30 * MINUTE, outtime, 'Invasive Lines'),
        location: oneOf(random, ['Right Radial', 'Left Radial', 'Right Femoral.']),
        locationcategory: 'Invasive Arterial',
      }
    }
    if (course.vasopressors.length > 0) {
      yield {
        ...task(random, stay, 224263, intime + HOUR, outtime, 'Invasive Lines'),
        location: oneOf(random, ['Right IJ', 'Left IJ']),
        locationcategory: 'Invasive Venous',
      }
    }
    yield {
      ...task(random, stay, 224275, intime + 15 * MINUTE, outtime, 'Peripheral Lines'),
      location: 'Right Antecube ',
      locationcategory: 'Peripheral',
    }
    yield moment(random, stay, 225459, intime + MINUTE * between(random, 30, 400), 'Imaging')
    if (chance(random, 0.4)) {
      const row = moment(
        random,
        stay,
        225402,
        intime + MINUTE * between(random, 30, 900),
        'Procedures',
      )
      yield chance(random, 0.15)
        ? {
            ...row,
            statusdescription: 'Rewritten',
            cancelreason: 1,
            comments_canceledby: 'RN',
            comments_date: row.endtime,
          }
        : row
    }
  }
}

function event(
  random: Random,
  stay: Stay,
  itemid: number,
  from: Seconds,
  to: Seconds,
): ProcedureRow {
  const order = between(random, 100_000, 9_999_999)
  return {
    subject_id: stay.subjectId,
    hadm_id: stay.hadmId,
    icustay_id: stay.icustayId,
    starttime: timestamp(from),
    endtime: timestamp(to),
    itemid,
    storetime: timestamp(to + MINUTE * between(random, 1, 60)),
    cgid: someCaregiver(random),
    orderid: order,
    linkorderid: order,
    isopenbag: 0,
    continueinnextdept: 0,
    cancelreason: 0,
    statusdescription: 'FinishedRunning',
  }
}

/** Something that lasts: its value is its duration in minutes. */
function task(
  random: Random,
  stay: Stay,
  itemid: number,
  from: Seconds,
  to: Seconds,
  ordercategoryname: string,
): ProcedureRow {
  return {
    ...event(random, stay, itemid, from, Math.max(from + MINUTE, to)),
    value: Math.max(1, round((to - from) / MINUTE, 0)),
    valueuom: 'min',
    ordercategoryname,
    ordercategorydescription: 'Task',
    isopenbag: 1,
  }
}

function moment(
  random: Random,
  stay: Stay,
  itemid: number,
  at: Seconds,
  ordercategoryname: string,
): ProcedureRow {
  return {
    ...event(random, stay, itemid, at, at + MINUTE),
    value: 1,
    valueuom: 'None',
    ordercategoryname,
    ordercategorydescription: 'Electrolytes',
  }
}

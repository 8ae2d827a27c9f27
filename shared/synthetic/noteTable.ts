import { seededRandom } from '../random.ts'
import { midnight, timestamp } from './calendar.ts'
import { someCaregiver } from './caregivers.ts'
import type { Row } from './columns.ts'
import { oneOf } from './draw.ts'
import { admissionsOf, staysOf, type World } from './world.ts'

const COURSES = [
  'Weaned from the ventilator on day two,\nthen transferred to the floor.',
  'Hypotensive overnight; one litre of saline, lactate cleared.\n\n"Feels better", he says.',
  'Family meeting held. Goals of care: comfort,\r\nno further escalation.',
] as const

/** A discharge summary for every third admission, a nursing note for every fifth stay: text with line breaks and quotes. */
export function* noteRows(world: World): Generator<Row<'NOTEEVENTS'>> {
  for (const admission of admissionsOf(world)) {
    if (admission.index % 3 !== 0) continue
    const random = seededRandom(world.seed, 'summary', admission.hadmId)
    yield {
      subject_id: admission.subjectId,
      hadm_id: admission.hadmId,
      chartdate: midnight(admission.discharge),
      category: 'Discharge summary',
      description: 'Report',
      text: `Admission Date:  [**${midnight(admission.admit).slice(0, 10)}**]\n\nService: ${admission.service}\n\nHospital course:\n${oneOf(random, COURSES)}\n`,
    }
  }
  for (const stay of staysOf(world)) {
    if (stay.index % 5 !== 0) continue
    const random = seededRandom(world.seed, 'nursing', stay.index)
    const at = Math.round((stay.intime + stay.outtime) / 2)
    yield {
      subject_id: stay.subjectId,
      hadm_id: stay.hadmId,
      chartdate: midnight(at),
      charttime: timestamp(at),
      storetime: timestamp(at + 900),
      category: 'Nursing/other',
      description: 'Report',
      cgid: someCaregiver(random),
      text: `NPN 7a-7p\nNeuro: alert, follows commands.\nPlan: ${oneOf(random, COURSES)}`,
    }
  }
}

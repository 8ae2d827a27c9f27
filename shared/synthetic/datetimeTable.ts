import { seededRandom } from '../random.ts'
import { DAY, HOUR, MINUTE, midnight, startOfHour, timestamp } from './calendar.ts'
import { someCaregiver } from './caregivers.ts'
import type { Row } from './columns.ts'
import { between, chance } from './draw.ts'
import { staysOf, type World } from './world.ts'

const LONGEST = 7 * DAY

export function* datetimeRows(world: World): Generator<Row<'DATETIMEEVENTS'>> {
  for (const stay of staysOf(world)) {
    const random = seededRandom(world.seed, 'datetime', stay.index)
    const carevue = stay.system === 'carevue'
    for (
      let at = stay.intime + 2 * HOUR;
      at < Math.min(stay.outtime, stay.intime + LONGEST);
      at += 12 * HOUR
    ) {
      const charttime = startOfHour(at)
      yield {
        subject_id: stay.subjectId,
        hadm_id: stay.hadmId,
        icustay_id: stay.icustayId,
        itemid: carevue ? 5684 : chance(random, 0.5) ? 224282 : 225754,
        charttime: timestamp(charttime),
        storetime: timestamp(charttime + MINUTE * between(random, 1, 40)),
        cgid: someCaregiver(random),
        value: midnight(charttime - DAY * between(random, 0, 2)),
        valueuom: 'Date',
        warning: carevue ? undefined : 0,
        error: carevue ? undefined : 0,
        stopped: carevue ? 'NotStopd' : undefined,
      }
    }
  }
}

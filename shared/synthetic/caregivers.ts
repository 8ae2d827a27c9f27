import type { Random } from '../random.ts'
import type { Row } from './columns.ts'
import { between } from './draw.ts'

const FIRST_CGID = 14_000
const COUNT = 120
const ROLES: readonly (readonly [string, string | undefined])[] = [
  ['RN', 'RN'],
  ['RN', 'RN'],
  ['RRT', 'Respiratory'],
  ['Res', 'Resident/Fellow/PA/NP'],
  ['MD', 'Attending'],
  ['PCT', undefined],
]

export function* caregiverRows(): Generator<Row<'CAREGIVERS'>> {
  for (let number = 0; number < COUNT; number++) {
    const [label, description] = ROLES[number % ROLES.length] ?? []
    yield { cgid: FIRST_CGID + number, label, description }
  }
}

export function someCaregiver(random: Random): number {
  return between(random, FIRST_CGID, FIRST_CGID + COUNT - 1)
}

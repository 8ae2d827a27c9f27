import { type EventItem, eventItems } from '../features/eventItems.ts'
import { EVENT_TABLES, type EventTable } from '../mimic/concepts/concept.ts'
import { type Random, seededRandom } from '../random.ts'
import type { Change, Subject } from './change.ts'

/** What a change is drawn for. */
export interface SampledStay {
  readonly subjectId: number
  readonly icustayId: number
}

/** A mutation: one change of one row for one stay, in one round. */
export interface DrawnChange {
  readonly round: number
  readonly subjectId: number
  readonly icustayId: number
  /** Position in the list of changes. */
  readonly change: number
  /** Position among the rows that may be drawn for the stay. */
  readonly row: number
  readonly seconds: number
  readonly fraction: number
  readonly itemid: number
  readonly value: number
  readonly words: string
}

/** How many rows there are to draw: `counts[change].get(icustayId)`, absent for none. */
export type RowCounts = readonly ReadonlyMap<number, number>[]

const MONTH_SECONDS = 30 * 86_400

/** Of ten mutations of the future six are of events, two of discharge facts, two of codes. */
const MIX: readonly Subject[] = [
  ...Array<Subject>(6).fill('event'),
  'discharge',
  'discharge',
  'code',
  'code',
]

/**
 * One mutation per patient and round, where there is a row to draw: mutations of different patients do not touch each
 * other, so that one gold shows the effects of all of a round.
 *
 * @param changes - of which `counts` says how many rows there are
 * @param side - `future`: nothing may move; `window`: exactly what is computed from it
 */
export function drawChanges(
  stays: readonly SampledStay[],
  changes: readonly Change[],
  counts: RowCounts,
  options: { readonly rounds: number; readonly seed: number; readonly side: 'future' | 'window' },
): readonly DrawnChange[] {
  const patients = groupByPatient(stays)
  const drawn: DrawnChange[] = []
  for (let round = 0; round < options.rounds; round++) {
    for (const [subjectId, ofPatient] of patients) {
      const random = seededRandom(options.seed, 'leakage', options.side, round, subjectId)
      const stay = pick(random, ofPatient)
      const subject = options.side === 'window' ? 'window' : pick(random, MIX)
      const possible = changes.flatMap((change, at) =>
        change.subject === subject && (counts[at]?.get(stay.icustayId) ?? 0) > 0 ? [at] : [],
      )
      if (possible.length === 0) continue
      const at = pick(random, possible)
      drawn.push({
        round,
        subjectId,
        icustayId: stay.icustayId,
        change: at,
        row: random.int(counts[at]?.get(stay.icustayId) ?? 1),
        ...drawValues(random, changes[at]),
      })
    }
  }
  return drawn
}

function drawValues(random: Random, change: Change | undefined) {
  // half of the times one second: where a window is too wide, it shows at its end
  const seconds = random.int(2) === 0 ? 1 : 1 + random.int(MONTH_SECONDS)
  const fraction = random.uniform()
  const table = EVENT_TABLES.find(name => name === change?.table)
  if (table === undefined || change?.words !== undefined) {
    const words = change?.words === undefined ? '' : pick(random, change.words)
    return { seconds, fraction, itemid: 0, value: random.uniform() * 1000, words }
  }
  const item = pick(random, itemsOf(table))
  const value = numberWithin(random, item)
  return {
    seconds,
    fraction,
    itemid: item.itemid,
    value,
    words: item.onlyTexts?.[0] ?? (item.flag ? 'yes' : String(value)),
  }
}

const items = new Map<EventTable, readonly EventItem[]>()

function itemsOf(table: EventTable): readonly EventItem[] {
  const known = items.get(table) ?? eventItems(table)
  items.set(table, known)
  return known
}

/** A value that counts. */
function numberWithin(random: Random, { valid }: EventItem): number {
  const low = valid.low ?? 0
  return low + (1 - random.uniform()) * ((valid.high ?? 1000) - low)
}

function groupByPatient(
  stays: readonly SampledStay[],
): ReadonlyMap<number, readonly SampledStay[]> {
  const groups = new Map<number, SampledStay[]>()
  for (const stay of stays) {
    groups.set(stay.subjectId, [...(groups.get(stay.subjectId) ?? []), stay])
  }
  return groups
}

function pick<Item>(random: Random, from: readonly Item[]): Item {
  const picked = from[random.int(from.length)]
  if (picked === undefined) throw new RangeError('nothing to draw from')
  return picked
}

import type { Availability } from '../contracts/training.ts'
import type { EventTable } from '../mimic/concepts/concept.ts'
import type { Change } from './change.ts'

/** How rows of an event table say what, how much and when. */
interface EventColumns {
  /** The column that ties a row to its stay. */
  readonly owner: 'icustay_id' | 'subject_id'
  readonly time: 'charttime' | 'starttime'
  /** Columns of the value. */
  readonly numbers: readonly string[]
  readonly text?: string
}

const COLUMNS: Readonly<Record<EventTable, EventColumns>> = {
  CHARTEVENTS: { owner: 'icustay_id', time: 'charttime', numbers: ['valuenum'], text: 'value' },
  LABEVENTS: { owner: 'subject_id', time: 'charttime', numbers: ['valuenum'], text: 'value' },
  OUTPUTEVENTS: { owner: 'icustay_id', time: 'charttime', numbers: ['value'] },
  INPUTEVENTS_CV: { owner: 'icustay_id', time: 'charttime', numbers: ['rate', 'amount'] },
  INPUTEVENTS_MV: { owner: 'icustay_id', time: 'starttime', numbers: ['rate', 'amount'] },
  PROCEDUREEVENTS_MV: { owner: 'icustay_id', time: 'starttime', numbers: [] },
}

/** The column that ties a row to its stay. */
export function ownerOf(table: EventTable): EventColumns['owner'] {
  return COLUMNS[table].owner
}

export function timeOf(table: EventTable): EventColumns['time'] {
  return COLUMNS[table].time
}

function rowsOfStay(table: EventTable): string {
  const { owner } = COLUMNS[table]
  return `r.${owner} = s.${owner}`
}

/**
 * Changes of what came after the moment of prediction: rows of another time stay after it, at times by one second. A
 * changed or inserted row is of an item that counts and has a value that would, so that a window that is too wide shows.
 *
 * @param availability - with `storetime`, what was measured before and stored after it is future too
 */
export function futureEventChanges(
  table: EventTable,
  availability: Availability,
): readonly Change[] {
  const { time } = COLUMNS[table]
  const hasStoretime = table !== 'LABEVENTS'
  const byStoretime = hasStoretime && availability === 'storetime'
  const later = isInfusion(table) ? `r.${time} >= s.window_end` : `r.${time} > s.window_end`
  const rows = `${rowsOfStay(table)} AND (${later}${byStoretime ? ' OR r.storetime > s.window_end' : ''})`

  const common = { subject: 'event', table } as const
  const changed = { itemid: 'd.itemid', ...valueOf(table) }
  const moved = timesFrom(
    table,
    isInfusion(table) ? 's.window_end + to_seconds(d.seconds - 1)' : AFTER,
  )
  const changes: Change[] = [
    { ...common, deed: 'changed', rows, set: changed },
    { ...common, deed: 'moved', rows, set: moved },
    { ...common, deed: 'deleted', rows },
    { ...common, deed: 'inserted', rows, set: { ...changed, ...moved } },
  ]
  if (isInfusion(table)) {
    const running = `${rowsOfStay(table)} AND r.starttime < s.window_end AND r.endtime > s.window_end`
    changes.push({
      ...common,
      deed: 'changed',
      what: 'endtime',
      rows: running,
      set: { endtime: AFTER },
    })
  }
  if (hasStoretime && !byStoretime) {
    const inWindow = `${rowsOfStay(table)} AND r.${time} BETWEEN s.intime AND s.window_end`
    const storetime = { storetime: AFTER }
    changes.push({ ...common, deed: 'changed', what: 'storetime', rows: inWindow, set: storetime })
  }
  return changes
}

/**
 * Changes of what counts within the window. `rows` is a condition on the rows that do: `has_value` says that it is the
 * row's value that counts, and not only that there is one.
 */
export function windowEventChanges(table: EventTable): readonly Change[] {
  const { time, numbers } = COLUMNS[table]
  const nudged = Object.fromEntries(
    numbers.map(column => [column, `r.${column} + 0.5 + abs(r.${column}) / 8`]),
  )
  const between = `r.${time} + to_seconds(floor(d.fraction * (epoch(s.window_end) - epoch(r.${time}))))`
  const common = { subject: 'window', table } as const
  const changes: readonly Change[] = [
    { ...common, deed: 'deleted', rows: 'true' },
    { ...common, deed: 'inserted', rows: 'true', set: timesFrom(table, between) },
  ]
  return numbers.length === 0
    ? changes
    : [...changes, { ...common, deed: 'changed', rows: 'has_value', set: nudged }]
}

/** The first moment that is not in the window any more, or later. */
const AFTER = 's.window_end + to_seconds(d.seconds)'

function valueOf(table: EventTable): Record<string, string> {
  const { numbers, text } = COLUMNS[table]
  return {
    ...Object.fromEntries(numbers.map(column => [column, 'd.value'])),
    ...(text === undefined ? {} : { [text]: 'd.words' }),
  }
}

function timesFrom(table: EventTable, start: string): Record<string, string> {
  const { time } = COLUMNS[table]
  return isInfusion(table)
    ? { [time]: start, endtime: `greatest(r.endtime, ${start} + to_seconds(60))` }
    : { [time]: start }
}

/** Rows with a start and an end: they count where they overlap the window. */
function isInfusion(table: EventTable): boolean {
  return COLUMNS[table].time === 'starttime'
}

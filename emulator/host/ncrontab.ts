/**
 * Schedules of timer triggers: NCRONTAB, `{second} {minute} {hour} {day} {month} {day of week}`, in UTC.
 *
 * Five fields mean second 0. `*`, `a`, `a-b`, `a,b`, each with `/step`; months and week days by name too; Sunday is 0.
 * Unlike cron, day and day of week must both match (NCrontab's rule, which Azure Functions follows).
 */
export interface Schedule {
  /** Ascending. */
  readonly seconds: readonly number[]
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: ReadonlySet<number>
  readonly months: ReadonlySet<number>
  readonly weekDays: ReadonlySet<number>
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEK_DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

const DAY = 86_400_000
/** 29 February on a given week day comes at most 40 years later (across 2100); what is not found by then never comes. */
const SEARCH_DAYS = 41 * 366

/** @throws naming the field that is wrong */
export function parseSchedule(expression: string): Schedule {
  const fields = expression.trim().split(/\s+/)
  if (fields.length === 5) fields.unshift('0')
  const [second, minute, hour, day, month, weekDay] = fields
  if (
    fields.length !== 6 ||
    second === undefined ||
    minute === undefined ||
    hour === undefined ||
    day === undefined ||
    month === undefined ||
    weekDay === undefined
  ) {
    throw new Error(
      `Schedule "${expression}": expected six fields, {second} {minute} {hour} {day} {month} {day of week}.`,
    )
  }
  return {
    seconds: parseField(second, 'second', 0, 59),
    minutes: parseField(minute, 'minute', 0, 59),
    hours: parseField(hour, 'hour', 0, 23),
    days: new Set(parseField(day, 'day', 1, 31)),
    months: new Set(parseField(month, 'month', 1, 12, MONTHS)),
    weekDays: new Set(parseField(weekDay, 'day of week', 0, 6, WEEK_DAYS)),
  }
}

/**
 * @param after - epoch milliseconds
 * @returns the first time of the schedule later than `after`, epoch milliseconds; undefined where there is none (30 February)
 */
export function nextOccurrence(schedule: Schedule, after: number): number | undefined {
  const from = Math.floor(after / 1000) * 1000 + 1000
  const firstDay = Math.floor(from / DAY) * DAY
  for (let i = 0; i < SEARCH_DAYS; i++) {
    const day = firstDay + i * DAY
    if (!onDay(schedule, new Date(day))) continue
    const time = firstTime(schedule, i === 0 ? (from - day) / 1000 : 0)
    if (time !== undefined) return day + time * 1000
  }
  return undefined
}

function onDay({ days, months, weekDays }: Schedule, date: Date): boolean {
  return (
    months.has(date.getUTCMonth() + 1) &&
    days.has(date.getUTCDate()) &&
    weekDays.has(date.getUTCDay())
  )
}

/** Seconds since midnight, at least `from`. */
function firstTime({ hours, minutes, seconds }: Schedule, from: number): number | undefined {
  for (const hour of hours) {
    if (hour * 3600 + 3599 < from) continue
    for (const minute of minutes) {
      if (hour * 3600 + minute * 60 + 59 < from) continue
      for (const second of seconds) {
        const time = hour * 3600 + minute * 60 + second
        if (time >= from) return time
      }
    }
  }
  return undefined
}

function parseField(
  text: string,
  name: string,
  minimum: number,
  maximum: number,
  names: readonly string[] = [],
): number[] {
  const wrong = () =>
    new Error(`Schedule: "${text}" is no ${name}; expected numbers from ${minimum} to ${maximum}.`)

  const parseNumber = (part: string): number => {
    const named = names.indexOf(part.toLowerCase())
    const value = named >= 0 ? named + minimum : /^\d+$/.test(part) ? Number(part) : Number.NaN
    if (!(value >= minimum && value <= maximum)) throw wrong()
    return value
  }

  const values = new Set<number>()
  for (const part of text.split(',')) {
    const [range = '', stepText, ...rest] = part.split('/')
    if (rest.length > 0) throw wrong()
    const step = stepText === undefined ? 1 : Number(stepText)
    if (!Number.isInteger(step) || step < 1) throw wrong()
    const [low, high] = limits(range)
    for (let value = low; value <= high; value += step) values.add(value)

    function limits(given: string): readonly [number, number] {
      if (given === '*') return [minimum, maximum]
      const [first = '', last, ...more] = given.split('-')
      if (more.length > 0) throw wrong()
      const start = parseNumber(first)
      // "5/15" runs to the end of the field, as "5-59/15" does
      if (last === undefined) return [start, stepText === undefined ? start : maximum]
      const end = parseNumber(last)
      if (end < start) throw wrong()
      return [start, end]
    }
  }
  return [...values].sort((left, right) => left - right)
}

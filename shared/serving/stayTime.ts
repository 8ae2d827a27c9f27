const TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(Z|[+-]\d\d:\d\d)?)?$/

/** Where a number of µs since the epoch is exact; MIMIC-III's shifted dates lie from 1800 to 2211. */
const FIRST_YEAR = 1700
const LAST_YEAR = 2250

export const TIME_IN_WORDS = `must be a time from ${FIRST_YEAR} to ${LAST_YEAR}, YYYY-MM-DD HH:MM:SS or ISO 8601`

export interface StayTime {
  /** µs since the epoch; without an offset the time counts as UTC. */
  readonly micros: number
  /** Whether it says its offset from UTC; undefined for a day without a time. */
  readonly zoned: boolean | undefined
}

/**
 * A time as MIMIC-III writes it (`2130-02-04 13:05:00`, also without seconds, or the day alone) or by ISO 8601 (`T`,
 * `Z`, `+01:00`); undefined where it is none.
 */
export function parseStayTime(text: string): StayTime | undefined {
  const match = TIME.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone] = match
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  const [h, min, s] = [Number(hour ?? 0), Number(minute ?? 0), Number(second)]
  if (y < FIRST_YEAR || y > LAST_YEAR || h > 23 || min > 59 || s > 59) return undefined

  const date = new Date(Date.UTC(y, m - 1, d))
  if (date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return undefined
  const offset = offsetMinutes(zone)
  if (offset === undefined) return undefined
  const seconds = date.getTime() / 1000 + h * 3600 + (min - offset) * 60 + s
  return {
    micros: seconds * 1_000_000 + Number(fraction.padEnd(6, '0')),
    zoned: hour === undefined ? undefined : zone !== undefined,
  }
}

function offsetMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(4, 6))
  if (hours > 14 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

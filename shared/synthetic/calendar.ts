/**
 * Seconds since 2100-01-01 00:00:00, whole; earlier times are negative. MIMIC's dates are shifted into the 22nd century,
 * carry no time zone and know no leap seconds, so a count of seconds is all they need.
 */
export type Seconds = number

export const MINUTE = 60
export const HOUR = 3600
export const DAY = 86_400

/** A mean Gregorian year. */
export const YEAR = 31_556_952

/** Days from 0000-03-01 to 2100-01-01 in the proleptic Gregorian calendar. */
const EPOCH_DAY = 766_950

/** `2164-10-23 21:10:15`. */
export function timestamp(at: Seconds): string {
  const day = Math.floor(at / DAY)
  const second = at - day * DAY
  const hour = Math.floor(second / HOUR)
  const minute = Math.floor((second % HOUR) / MINUTE)
  return `${date(day)} ${two(hour)}:${two(minute)}:${two(second % MINUTE)}`
}

/** `2164-10-23 00:00:00`: how MIMIC writes a date. */
export function midnight(at: Seconds): string {
  return `${date(Math.floor(at / DAY))} 00:00:00`
}

/** Charted times are whole minutes; only admissions to and from the ICU carry seconds. */
export function startOfMinute(at: Seconds): Seconds {
  return Math.floor(at / MINUTE) * MINUTE
}

export function startOfHour(at: Seconds): Seconds {
  return Math.floor(at / HOUR) * HOUR
}

/** Civil date of a day number (Hinnant, "chrono-compatible low-level date algorithms", civil_from_days). */
function date(day: number): string {
  const shifted = day + EPOCH_DAY
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(dayOfMonth)}`
}

function two(part: number): string {
  return part < 10 ? `0${part}` : String(part)
}

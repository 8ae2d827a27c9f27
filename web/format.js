const whole = new Intl.NumberFormat('en')

export function count(value) {
  return value === undefined || value === null ? '–' : whole.format(value)
}

/** `0.721 (0.602–0.834)`: a figure with its 95 % interval. */
export function estimate({ value, low, high }) {
  const middle = value.toFixed(3)
  return low === null || high === null ? middle : `${middle} (${low.toFixed(3)}–${high.toFixed(3)})`
}

export function time(iso) {
  const date = new Date(iso)
  return Number.isNaN(date.valueOf())
    ? '–'
    : date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
}

export function percent(share) {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`
}

/** At most four significant digits, as charted. */
export function figure(value) {
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : value
}

/** UCUM's year is `a`, which no one reads as years. */
export function unitInWords(unit) {
  return unit === 'a' ? 'years' : unit
}

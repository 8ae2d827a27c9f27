const whole = new Intl.NumberFormat('en')

export function count(value) {
  return value === undefined || value === null ? '–' : whole.format(value)
}

export function metric(value) {
  return value.toFixed(3)
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

/** UCUM's year is `a`, which no one reads as years, and its unit of what has none is `1`. */
export function unitInWords(unit) {
  if (unit === null || unit === '1') return ''
  return unit === 'a' ? 'years' : unit
}

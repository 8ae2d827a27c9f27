const whole = new Intl.NumberFormat('en')

export function count(value: number | undefined | null): string {
  return value === undefined || value === null ? '–' : whole.format(value)
}

/** `1 row`, `1,200 rows`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

export function metric(value: number): string {
  return value.toFixed(3)
}

/** Date and time of an ISO time, in the reader's own zone. */
export function time(iso: string): string {
  const date = new Date(iso)
  return Number.isNaN(date.valueOf())
    ? '–'
    : date.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })
}

/** `0.4 s`, `42 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(milliseconds, 0) / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 60) return `${Math.round(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`
}

/** At most four significant digits, as charted. */
export function figure(value: number | string): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : value
}

/** With its sign, to two decimals. */
export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`
}

import { chartedEnds, chartedValue } from '../shared/features/chartedValue.ts'

const whole = new Intl.NumberFormat('en')

export function count(value: number | undefined | null): string {
  return value === undefined || value === null ? '–' : trueMinus(whole.format(value))
}

/** `1 row`, `1,200 rows`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** To so many decimals, with a true minus. */
export function fixed(value: number, decimals: number): string {
  // what rounds to nothing has no sign
  return trueMinus(value.toFixed(decimals).replace(/^-(0\.?0*)$/, '$1'))
}

export function metric(value: number): string {
  return fixed(value, 3)
}

/** As digits and axes have it: as wide as a plus, and no hyphen. */
function trueMinus(number: string): string {
  return number.replaceAll('-', '−')
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
  const tenths = Math.round(Math.max(milliseconds, 0) / 100)
  if (tenths < 100) return `${(tenths / 10).toFixed(1)} s`
  const seconds = Math.round(tenths / 10)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `0.4 %`, `42 %`; what is not quite none or all is not called so. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return '< 0.1 %'
  if (share >= 0.995 && share < 1) return '> 99 %'
  return `${fixed(share * 100, share < 0.0995 ? 1 : 0)} %`
}

/** At most four significant digits; text as it is. */
export function figure(value: number | string): string {
  return typeof value === 'number' ? trueMinus(String(Number(value.toPrecision(4)))) : value
}

/** A measured value as it is charted: at most four significant digits, and three decimals. Text as it is. */
export function charted(value: number | string): string {
  return figure(typeof value === 'number' ? chartedValue(value) : value)
}

/** `7.02 to 7.58`, `0 to 213`. */
export function chartedRange(low: number, high: number): string {
  return chartedEnds(low, high).map(figure).join(' to ')
}

/** With its sign, to two decimals; nothing has none. */
export function signed(value: number): string {
  const text = fixed(value, 2)
  return value > 0 && Number(text) > 0 ? `+${text}` : text
}

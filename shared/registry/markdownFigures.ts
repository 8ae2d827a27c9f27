import type { Estimate } from './card.ts'

export function intervalIfAny(estimate: Estimate | null): string {
  return estimate === null ? '–' : interval(estimate)
}

/** A value with its 95 % interval, where it has one. */
export function interval({ value, low, high }: Estimate): string {
  if (low === null || high === null) return rounded(value)
  // a dash beside a minus cannot be read
  const between = low < 0 ? ' to ' : '–'
  return `${rounded(value)} (${rounded(low)}${between}${rounded(high)})`
}

/** A difference with its 95 % interval, where it has one. */
export function signedInterval({ value, low, high }: Estimate): string {
  return low === null || high === null
    ? signed(value)
    : `${signed(value)} (${signed(low)} to ${signed(high)})`
}

/** With its sign, which a 0 has not. */
export function signed(figure: number): string {
  const text = rounded(figure)
  return figure > 0 && Number(text) > 0 ? `+${text}` : text
}

export function roundedOrUnknown(value: number | null): string {
  return value === null ? 'unknown' : rounded(value)
}

/** Three decimals. */
export function rounded(value: number): string {
  const text = Math.abs(value).toFixed(3)
  return value < 0 && Number(text) !== 0 ? `−${text}` : text
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`
}

/** A bar would end the cell. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

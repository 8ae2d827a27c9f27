import type { Estimate } from './card.ts'

export function intervalIfAny(estimate: Estimate | null): string {
  return estimate === null ? '–' : interval(estimate)
}

export function interval({ value, low, high }: Estimate): string {
  return low === null || high === null
    ? rounded(value)
    : `${rounded(value)} (${rounded(low)}–${rounded(high)})`
}

export function signedInterval({ value, low, high }: Estimate): string {
  return low === null || high === null
    ? signed(value)
    : `${signed(value)} (${signed(low)} to ${signed(high)})`
}

export function signed(figure: number): string {
  return `${figure < 0 ? '−' : '+'}${rounded(Math.abs(figure))}`
}

export function roundedOrUnknown(value: number | null): string {
  return value === null ? 'unknown' : rounded(value)
}

export function rounded(value: number): string {
  return value.toFixed(3)
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`
}

/** A bar would end the cell. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

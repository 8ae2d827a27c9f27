import type { Estimate } from '../../shared/registry/card.ts'

/** With its 95 % interval where there is one. */
export function interval({ value, low, high }: Estimate): string {
  const range =
    low === null || high === null
      ? ''
      : ` (${low.toFixed(3)}${low < 0 ? ' to ' : '–'}${high.toFixed(3)})`
  return `${value.toFixed(3)}${range}`
}

export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

export function count(value: number): string {
  return value.toLocaleString('en')
}

import type { Estimate } from '../../shared/registry/card.ts'

/** With its 95 % interval where there is one. */
export function interval({ value, low, high }: Estimate): string {
  const range =
    low === null || high === null ? '' : ` (${fixed(low)}${low < 0 ? ' to ' : '–'}${fixed(high)})`
  return `${fixed(value)}${range}`
}

function fixed(value: number): string {
  return value < 0 ? signed(value) : value.toFixed(3)
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

import { metric } from '../format.ts'

/** A figure with its 95 % interval; null where there are too few deaths or survivors for one. */
export interface EstimateValue {
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

/** `0.721 (0.602–0.834)`: the interval stands below in a column of figures where there is little room. */
export function Estimate({ of: { value, low, high } }: { readonly of: EstimateValue }) {
  return (
    <>
      {metric(value)}
      {low !== null && high !== null && (
        <span class="interval">
          {' '}
          ({metric(low)}
          {low < 0 ? ' to ' : '–'}
          {metric(high)})
        </span>
      )}
    </>
  )
}

export function estimateInWords({ value, low, high }: EstimateValue): string {
  return low === null || high === null
    ? metric(value)
    : `${metric(value)} (${metric(low)} to ${metric(high)})`
}

import * as Plot from '@observablehq/plot'
import { count, percent } from '../format.ts'
import { TIP } from './look.ts'
import { reference, unitPlane } from './unitPlane.ts'

export interface ReliabilityPoint {
  readonly predicted: number
  readonly observed: number
  /** Interval of `observed`. */
  readonly low: number
  readonly high: number
  readonly count: number
}

/** Observed risk by predicted risk, with intervals, over the diagonal of what would be right. */
export function reliabilityCurve(bins: readonly ReliabilityPoint[], width: number) {
  // where risks are low, the upper part of the square would be empty
  const most = Math.max(0.1, ...bins.map(({ predicted, high }) => Math.max(predicted, high)))
  const to = Math.min(Math.ceil(most * 10) / 10, 1)
  return unitPlane(
    {
      x: 'predicted risk →',
      y: '↑ observed',
      to,
      marks: [
        reference({ x: 0, y: 0 }, { x: to, y: to }),
        Plot.ruleX(bins, {
          x: 'predicted',
          y1: 'low',
          y2: 'high',
          stroke: 'var(--series-1)',
          strokeOpacity: 0.55,
          strokeWidth: 2,
        }),
        Plot.line(bins, { x: 'predicted', y: 'observed', stroke: 'var(--series-1)' }),
        Plot.dot(bins, {
          x: 'predicted',
          y: 'observed',
          r: 4.5,
          fill: 'var(--series-1)',
          stroke: 'var(--card)',
          title: inWords,
          tip: TIP,
        }),
      ],
    },
    width,
  )
}

function inWords(bin: ReliabilityPoint): string {
  const interval = `${percent(bin.low)} to ${percent(bin.high)}`
  return `predicted ${percent(bin.predicted)}\nobserved ${percent(bin.observed)} (${interval})\n${count(bin.count)} stays`
}

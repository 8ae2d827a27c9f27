import * as Plot from '@observablehq/plot'
import { metric, percent } from '../format.ts'
import { GRID, percentTick, TIP } from './look.ts'

export interface DecisionPoint {
  readonly threshold: number
  readonly netBenefit: {
    readonly value: number
    readonly low: number | null
    readonly high: number | null
  }
  readonly treatAll: number
}

export const DECISION_COLOURS = {
  model: 'var(--series-1)',
  everyone: 'var(--series-4)',
  noOne: 'var(--strong-line)',
} as const

/**
 * Net benefit by the risk from which one would act, beside that of acting on everyone and on no one. What lies far below
 * 0 is cut off: acting on everyone falls without end.
 *
 * @param at - the threshold in question
 */
export function decisionCurve(
  points: readonly DecisionPoint[],
  at: number | undefined,
  width: number,
) {
  const top = Math.max(0.01, ...points.map(({ netBenefit }) => netBenefit.high ?? netBenefit.value))
  const bottom = -top / 3
  return Plot.plot({
    width: Math.min(width, 700),
    height: Math.min(width, 460),
    marginTop: 28,
    marginRight: 16,
    marginBottom: 40,
    marginLeft: 48,
    x: { label: 'act from a risk of →', domain: [0, 1], ticks: 5, tickFormat: percentTick },
    y: { label: '↑ net benefit', domain: [bottom, top], ticks: 5 },
    marks: [
      Plot.gridX(GRID),
      Plot.gridY(GRID),
      Plot.areaY(points, {
        x: 'threshold',
        y1: ({ netBenefit }: DecisionPoint) => netBenefit.low,
        y2: ({ netBenefit }: DecisionPoint) => netBenefit.high,
        fill: DECISION_COLOURS.model,
        fillOpacity: 0.15,
        clip: true,
      }),
      Plot.ruleY([0], { stroke: DECISION_COLOURS.noOne, strokeWidth: 1.5 }),
      Plot.line(points, {
        x: 'threshold',
        y: 'treatAll',
        stroke: DECISION_COLOURS.everyone,
        strokeWidth: 1.5,
        strokeDasharray: '5 3',
        clip: true,
      }),
      Plot.line(points, {
        x: 'threshold',
        y: ({ netBenefit }: DecisionPoint) => netBenefit.value,
        stroke: DECISION_COLOURS.model,
        strokeWidth: 2,
        clip: true,
        title: inWords,
        tip: TIP,
      }),
      Plot.ruleX(at === undefined ? [] : [at], {
        stroke: 'var(--series-2)',
        strokeOpacity: 0.8,
      }),
    ],
  })
}

function inWords({ threshold, netBenefit, treatAll }: DecisionPoint): string {
  return `from ${percent(threshold)}\nmodel ${metric(netBenefit.value)}\neveryone ${metric(treatAll)}`
}

import * as Plot from '@observablehq/plot'
import { GRID, TIP } from './look.ts'

export interface HistoryPoint {
  /** Of the trial. */
  readonly number: number
  /** AUROC; null where the trial failed. */
  readonly value: number | null
  /** Scored on every fold; a point that is not is hollow. */
  readonly isComplete: boolean
  /** A CSS colour. */
  readonly colour: string
  /** In the tip. */
  readonly title: string
}

/** The best value of all trials up to this one. */
export interface BestSoFar {
  readonly number: number
  readonly value: number
}

/** A value that the trials are seen against. */
export interface Reference {
  readonly value: number
  readonly label: string
  /** A CSS colour. */
  readonly colour: string
}

/** From so many trials on the points are small. */
const MANY = 200

/**
 * What each trial of a study was worth, in the order of their numbers, and the best so far as a stair. Failed trials, which
 * are worth nothing that could be drawn, are crosses at the foot.
 */
export function optimisationHistory(
  points: readonly HistoryPoint[],
  best: readonly BestSoFar[],
  references: readonly Reference[],
  width: number,
) {
  const radius = points.length > MANY ? 2 : 4
  const valued = points.filter(({ value }) => value !== null)
  return Plot.plot({
    width,
    height: width < 500 ? 260 : 320,
    marginLeft: 44,
    marginRight: 12,
    marginTop: 24,
    marginBottom: 36,
    x: {
      label: 'trial →',
      domain: [-0.5, Math.max(...points.map(({ number }) => number), 0) + 0.5],
      ticks: width < 500 ? 5 : 10,
      tickFormat: (number: number) => (Number.isInteger(number) ? String(number) : ''),
    },
    y: { label: '↑ AUROC', nice: true, tickFormat: '.2f' },
    color: { type: 'identity' },
    marks: [
      Plot.gridY(GRID),
      Plot.ruleY(references, { y: 'value', stroke: 'colour', strokeDasharray: '5 4' }),
      Plot.line(best, {
        x: 'number',
        y: 'value',
        curve: 'step-after',
        stroke: 'var(--text)',
        strokeWidth: 1.5,
      }),
      Plot.dot(
        points.filter(({ value }) => value === null),
        {
          x: 'number',
          frameAnchor: 'bottom',
          dy: -6,
          symbol: 'times',
          r: radius,
          stroke: 'var(--bad)',
          title: 'title',
          tip: { ...TIP, frameAnchor: 'bottom' },
        },
      ),
      Plot.dot(valued, {
        x: 'number',
        y: 'value',
        r: radius,
        stroke: 'colour',
        fill: ({ isComplete, colour }: HistoryPoint) => (isComplete ? colour : 'var(--card)'),
        title: 'title',
        tip: TIP,
      }),
      Plot.text(references, {
        frameAnchor: 'right',
        y: 'value',
        text: 'label',
        textAnchor: 'end',
        lineAnchor: 'bottom',
        dy: -5,
        fill: 'var(--muted)',
        stroke: 'var(--card)',
        strokeWidth: 4,
      }),
    ],
  })
}

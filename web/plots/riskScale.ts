import * as Plot from '@observablehq/plot'
import { percent } from '../format.ts'
import { percentTick } from './look.ts'

/** One estimate of the risk, on a line of its own. */
export interface RiskMark {
  readonly label: string
  /** 0 to 1. */
  readonly probability: number
  /** Its 95 % interval, where there is one. */
  readonly interval: { readonly low: number; readonly high: number } | null
  /** A CSS colour. */
  readonly colour: string
}

export interface RiskLevels {
  /** Probabilities from which the risk is called medium and high. */
  readonly medium: number
  readonly high: number
  /** From it on the model says that the patient dies. */
  readonly threshold: number
}

const LINE_PX = 34

/** Risks above one another on the bands that they are called by, with their intervals and the threshold. */
export function riskScale(
  marks: readonly RiskMark[],
  { medium, high, threshold }: RiskLevels,
  width: number,
) {
  const margin = width < 500 ? 92 : 150
  const bands = [
    { from: 0, to: medium, name: 'low', ground: 'var(--good-ground)', text: 'var(--good)' },
    { from: medium, to: high, name: 'medium', ground: 'var(--busy-ground)', text: 'var(--busy)' },
    { from: high, to: 1, name: 'high', ground: 'var(--bad-ground)', text: 'var(--bad)' },
  ].filter(({ from, to }) => to > from)
  // a name stands where its band is wide enough for it
  const named = bands.filter(
    ({ from, to, name }) => (to - from) * (width - margin) > name.length * 8,
  )
  const intervals = marks.flatMap(({ label, interval, colour }) =>
    interval === null ? [] : [{ label, colour, ...interval }],
  )
  return Plot.plot({
    width,
    height: marks.length * LINE_PX + 62,
    marginLeft: margin,
    marginRight: 24,
    marginTop: 22,
    marginBottom: 36,
    x: {
      domain: [0, 1],
      label: 'risk of dying in hospital →',
      ticks: width < 500 ? 3 : 6,
      tickFormat: percentTick,
    },
    y: { type: 'band', domain: marks.map(({ label }) => label), label: null, tickSize: 0 },
    color: { type: 'identity' },
    marks: [
      Plot.rectX(bands, { x1: 'from', x2: 'to', fill: 'ground' }),
      Plot.text(named, {
        x: ({ from, to }) => (from + to) / 2,
        text: 'name',
        fill: 'text',
        frameAnchor: 'top',
        dy: -16,
      }),
      Plot.ruleX([threshold], { stroke: 'var(--strong-line)', strokeDasharray: '4 3' }),
      Plot.ruleY(intervals, {
        x1: 'low',
        x2: 'high',
        y: 'label',
        stroke: 'colour',
        strokeWidth: 5,
        strokeOpacity: 0.5,
        strokeLinecap: 'round',
      }),
      Plot.dot(marks, {
        x: 'probability',
        y: 'label',
        fill: 'colour',
        stroke: 'var(--card)',
        r: 6,
      }),
      Plot.text(marks, {
        x: 'probability',
        y: 'label',
        text: ({ probability }) => percent(probability),
        fill: 'var(--text)',
        stroke: 'var(--card)',
        strokeWidth: 4,
        dy: -13,
      }),
    ],
  })
}

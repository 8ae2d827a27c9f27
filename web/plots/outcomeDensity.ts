import * as Plot from '@observablehq/plot'
import { charted } from '../format.ts'
import { TIP } from './look.ts'

export const OUTCOME_COLOURS = { died: 'var(--series-2)', survived: 'var(--series-1)' } as const

/** One outcome; null where too few patients have a value. */
export interface OutcomeDensity {
  readonly label: string
  readonly colour: string
  /** Per unit, at each point. */
  readonly density: readonly number[]
  readonly quartiles: { readonly p25: number; readonly p50: number; readonly p75: number }
}

/** How high the line of an outcome's quartiles is, in pixels. */
const LANE_PX = 14

/** Densities of each outcome over one another; below each its quartiles: a line between the outer two, a dot at the median. */
export function outcomeDensity(
  title: string,
  at: readonly number[],
  outcomes: readonly OutcomeDensity[],
  width: number,
) {
  const points = outcomes.flatMap(({ density, label, colour }) =>
    density.map((height, index) => ({ x: at[index] ?? 0, height, label, colour })),
  )
  const lanes = outcomes.length * LANE_PX
  return Plot.plot({
    width: Math.min(width, 800),
    height: (width < 500 ? 240 : 300) + lanes,
    marginTop: 24,
    marginRight: 16,
    marginBottom: 40 + lanes,
    marginLeft: 20,
    x: { label: `${title} →`, domain: [at[0] ?? 0, at.at(-1) ?? 1], ticks: width < 500 ? 4 : 8 },
    y: { label: '↑ density', ticks: 0, insetTop: 4 },
    color: { type: 'identity' },
    marks: [
      Plot.axisX({
        dy: lanes,
        label: `${title} →`,
        ticks: width < 500 ? 4 : 8,
        labelOffset: 36 + lanes,
      }),
      Plot.areaY(points, {
        x: 'x',
        y1: 0,
        y2: 'height',
        z: 'label',
        fill: 'colour',
        fillOpacity: 0.18,
      }),
      Plot.line(points, {
        x: 'x',
        y: 'height',
        z: 'label',
        stroke: 'colour',
        strokeWidth: 2,
      }),
      Plot.ruleY([0], { stroke: 'var(--strong-line)' }),
      ...outcomes.flatMap(({ label, colour, quartiles }, lane) => {
        const dy = (lane + 0.8) * LANE_PX
        const { p25, p50, p75 } = quartiles
        const words = `${label}\nmedian ${charted(p50)}, quartiles ${charted(p25)} and ${charted(p75)}`
        return [
          Plot.link([quartiles], {
            x1: 'p25',
            x2: 'p75',
            y1: 0,
            y2: 0,
            dy,
            stroke: colour,
            strokeWidth: 3,
            clip: false,
          }),
          Plot.dot([quartiles], {
            x: 'p50',
            y: 0,
            dy,
            r: 5,
            fill: colour,
            stroke: 'var(--card)',
            title: () => words,
            tip: TIP,
          }),
        ]
      }),
    ],
  })
}

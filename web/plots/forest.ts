import * as Plot from '@observablehq/plot'
import { metric } from '../format.ts'
import { GRID, NAMES, TIP } from './look.ts'

export interface ForestRow {
  readonly name: string
  readonly value: number
  /** The interval's ends; null where there is none. */
  readonly low: number | null
  readonly high: number | null
}

export interface Forest {
  /** Of the figure. */
  readonly label: string
  readonly rows: readonly ForestRow[]
  /** Drawn as a line over all rows: the figure of all stays, or what is right. */
  readonly reference: number
  /** A ratio: as far from 1 at a half as at 2. */
  readonly isRatio: boolean
}

const ROW_PX = 24
/** Above each interval stands its name where there is no room beside it. */
const NAMED_ROW_PX = 40
/** How far below the middle of such a row the interval is. */
const BELOW_NAME_PX = 9

/** A figure with its interval by group, a row each, in the order given. */
export function forest({ label, rows, reference, isRatio }: Forest, width: number) {
  const isNarrow = width < 500
  const ends = rows.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value])
  const [from, to] = isRatio ? ratioDomain(ends) : [0, 1]
  const dy = isNarrow ? BELOW_NAME_PX : 0
  return Plot.plot({
    width,
    height: rows.length * (isNarrow ? NAMED_ROW_PX : ROW_PX) + 60,
    marginTop: 8,
    marginRight: 20,
    marginBottom: 40,
    marginLeft: isNarrow ? 12 : 250,
    x: {
      label: `${label} →`,
      type: isRatio ? 'log' : 'linear',
      domain: [from, to],
      ticks: isNarrow ? 3 : 6,
      tickFormat: '~g',
    },
    y: { domain: rows.map(({ name }) => name), label: null, ...(isNarrow && { axis: null }) },
    marks: [
      Plot.gridX(GRID),
      Plot.ruleX([reference], { stroke: 'var(--strong-line)', strokeDasharray: '4 4' }),
      Plot.ruleY(rows, {
        y: 'name',
        x1: row => Math.max(row.low ?? row.value, from),
        x2: row => Math.min(row.high ?? row.value, to),
        dy,
        stroke: 'var(--series-1)',
        strokeWidth: 2,
      }),
      Plot.dot(rows, {
        x: row => Math.min(Math.max(row.value, from), to),
        y: 'name',
        dy,
        r: 5,
        symbol: 'square',
        fill: 'var(--series-1)',
        stroke: 'var(--card)',
        title: inWords,
        tip: TIP,
      }),
      isNarrow
        ? Plot.text(rows, {
            y: 'name',
            text: 'name',
            frameAnchor: 'left',
            textAnchor: 'start',
            dy: -BELOW_NAME_PX,
            fill: 'var(--text)',
            stroke: 'var(--card)',
            strokeWidth: 3,
          })
        : Plot.axisY({ ...NAMES, lineWidth: 20 }),
    ],
  })
}

/** At least from a half to double, at most from a tenth to ten times: intervals may be endless. */
function ratioDomain(ends: readonly number[]): [number, number] {
  const known = ends.filter(end => end > 0 && Number.isFinite(end))
  return [Math.max(Math.min(0.5, ...known), 0.1), Math.min(Math.max(2, ...known), 10)]
}

function inWords({ name, value, low, high }: ForestRow): string {
  const interval = low === null || high === null ? '' : ` (${metric(low)} to ${metric(high)})`
  return `${name}\n${metric(value)}${interval}`
}

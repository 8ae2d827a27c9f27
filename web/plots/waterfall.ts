import * as Plot from '@observablehq/plot'
import { fixed, signed } from '../format.ts'
import { GRID } from './look.ts'
import { type WaterfallStep, waterfallBars } from './waterfallBars.ts'

const BAR_PX = 24
/** Above each bar stands its name where there is no room beside it. */
const NAMED_BAR_PX = 40
const LETTER_PX = 6.2

/**
 * How the inputs move the score, one after the other, from the base (the score before any input is looked at) to the
 * score; in log-odds. What is missing is hollow.
 */
export function waterfall(base: number, steps: readonly WaterfallStep[], width: number) {
  const bars = waterfallBars(base, steps).map((bar, index) => ({ ...bar, row: `${index}` }))
  const end = bars.at(-1)?.to ?? base
  const first = { row: 'base', label: 'Base', value: fixed(base, 2), at: base }
  const last = { row: 'score', label: 'Score', value: fixed(end, 2), at: end }
  const isNarrow = width < 640
  const margin = isNarrow ? 8 : Math.min(Math.round(width * 0.45), 430)
  const rows = [first, ...bars, last]
  const rowPx = isNarrow ? NAMED_BAR_PX : BAR_PX
  const room = Math.floor((isNarrow ? width - 24 : margin - 16) / LETTER_PX)
  const links = bars.map(({ row, to }, index) => ({
    at: to,
    row,
    next: bars[index + 1]?.row ?? last.row,
  }))
  return Plot.plot({
    width,
    height: rows.length * rowPx + 52,
    marginLeft: margin,
    marginRight: 56,
    marginTop: 6,
    marginBottom: 36,
    x: { label: 'log-odds of dying →', ticks: isNarrow ? 4 : 7, nice: true, inset: 28 },
    y: {
      type: 'band',
      domain: rows.map(({ row }) => row),
      axis: null,
      paddingInner: isNarrow ? 0.1 : 0.3,
    },
    color: { type: 'identity' },
    marks: [
      Plot.gridX(GRID),
      Plot.ruleX([base], { stroke: 'var(--strong-line)', strokeDasharray: '2 3' }),
      Plot.link(links, {
        x1: 'at',
        x2: 'at',
        y1: 'row',
        y2: 'next',
        stroke: 'var(--strong-line)',
      }),
      Plot.barX(
        bars.filter(({ isMissing }) => !isMissing),
        {
          x1: 'from',
          x2: 'to',
          y: 'row',
          fill: colourOf,
          insetTop: isNarrow ? 20 : 0,
          insetRight: -0.5,
        },
      ),
      Plot.barX(
        bars.filter(({ isMissing }) => isMissing),
        {
          x1: 'from',
          x2: 'to',
          y: 'row',
          fill: 'var(--card)',
          stroke: colourOf,
          strokeWidth: 1.5,
          strokeDasharray: '3 2',
          insetTop: isNarrow ? 21 : 1,
          insetBottom: 1,
        },
      ),
      Plot.dot([first, last], {
        x: 'at',
        y: 'row',
        r: 5,
        fill: 'var(--text)',
        dy: isNarrow ? 9 : 0,
      }),
      Plot.text(bars, {
        x: ({ from, to }) => Math.max(from, to),
        y: 'row',
        text: ({ push }) => signed(push),
        textAnchor: 'start',
        dx: 5,
        dy: isNarrow ? 9 : 0,
        fill: 'var(--text)',
      }),
      Plot.text([first, last], {
        x: 'at',
        y: 'row',
        text: 'value',
        textAnchor: 'start',
        dx: 9,
        dy: isNarrow ? 9 : 0,
        fill: 'var(--text)',
        fontWeight: 600,
      }),
      Plot.text(rows, {
        y: 'row',
        text: row => nameOf(row, 'push' in row, room),
        frameAnchor: 'left',
        textAnchor: isNarrow ? 'start' : 'end',
        dx: isNarrow ? 0 : -10,
        dy: isNarrow ? -10 : 0,
        fill: 'var(--text)',
        stroke: 'var(--card)',
        strokeWidth: 3,
      }),
    ],
  })
}

function colourOf({ push }: WaterfallStep): string {
  return push > 0 ? 'var(--up)' : 'var(--down)'
}

/** The value is always seen whole: where it is too long, the name is cut. */
function nameOf(
  { label, value }: { readonly label: string; readonly value: string },
  hasValue: boolean,
  room: number,
): string {
  if (!hasValue || value === '') return label
  const left = Math.max(room - value.length - 2, 8)
  return `${label.length > left ? `${label.slice(0, left - 1)}…` : label}: ${value}`
}

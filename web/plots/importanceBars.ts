import * as Plot from '@observablehq/plot'
import { GRID, NAMES, TIP } from './look.ts'

export interface ImportanceBar {
  /** Tells it from the others. */
  readonly name: string
  /** In words. */
  readonly label: string
  /** Log-odds, 0 or more. */
  readonly value: number
}

const ROW_PX = 24
/** Above each bar stands its name where there is no room beside it. */
const NAMED_ROW_PX = 38

/** How far each input moves the score, a bar each, in the order given. */
export function importanceBars(bars: readonly ImportanceBar[], width: number) {
  const isNarrow = width < 500
  const labels = new Map(bars.map(({ name, label }) => [name, label]))
  return Plot.plot({
    width,
    height: bars.length * (isNarrow ? NAMED_ROW_PX : ROW_PX) + 56,
    marginTop: 8,
    marginRight: 44,
    marginBottom: 40,
    marginLeft: isNarrow ? 8 : 300,
    x: { label: 'moves the score by (log-odds) →', nice: true, ticks: isNarrow ? 3 : 6 },
    y: {
      domain: bars.map(({ name }) => name),
      label: null,
      padding: 0.25,
      ...(isNarrow && { axis: null }),
    },
    marks: [
      Plot.gridX(GRID),
      isNarrow
        ? Plot.text(bars, {
            y: 'name',
            text: 'label',
            frameAnchor: 'left',
            textAnchor: 'start',
            dy: -9,
            fill: 'var(--text)',
            stroke: 'var(--card)',
            strokeWidth: 3,
          })
        : Plot.axisY({
            ...NAMES,
            tickFormat: (name: string) => labels.get(name) ?? name,
            lineWidth: 23,
          }),
      Plot.barX(bars, {
        x: 'value',
        y: 'name',
        fill: 'var(--series-1)',
        insetTop: isNarrow ? 15 : 0,
        title: ({ label, value }: ImportanceBar) => `${label}\n${shown(value)}`,
        tip: TIP,
      }),
      Plot.text(bars, {
        x: 'value',
        y: 'name',
        text: ({ value }: ImportanceBar) => shown(value),
        textAnchor: 'start',
        dx: 5,
        dy: isNarrow ? 7 : 0,
        fill: 'var(--muted)',
      }),
      Plot.ruleX([0], { stroke: 'var(--strong-line)' }),
    ],
  })
}

function shown(value: number): string {
  return value < 0.01 ? '< 0.01' : value.toFixed(2)
}

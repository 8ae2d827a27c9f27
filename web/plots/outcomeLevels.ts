import * as Plot from '@observablehq/plot'
import { percent } from '../format.ts'
import { GRID, NAMES, percentTick, TIP } from './look.ts'

export interface OutcomeShare {
  readonly level: string
  readonly outcome: string
  readonly share: number
  /** A CSS colour. */
  readonly colour: string
}

const ROW_PX = 30

/** Share of each level among the stays of each outcome, a row a level, in the order given. */
export function outcomeLevels(
  levels: readonly string[],
  shares: readonly OutcomeShare[],
  width: number,
) {
  const isNarrow = width < 500
  const spans = levels.map(level => {
    const own = shares.filter(share => share.level === level).map(({ share }) => share)
    return { level, from: Math.min(...own), to: Math.max(...own) }
  })
  return Plot.plot({
    width: Math.min(width, 800),
    height: levels.length * ROW_PX + 60,
    marginTop: 8,
    marginRight: 20,
    marginBottom: 40,
    marginLeft: Math.min(
      24 + 7 * Math.max(...levels.map(({ length }) => length)),
      isNarrow ? 130 : 220,
    ),
    x: {
      label: 'share of the stays with this outcome →',
      domain: [0, Math.max(0.1, ...shares.map(({ share }) => share))],
      nice: true,
      ticks: isNarrow ? 3 : 6,
      tickFormat: percentTick,
    },
    y: { domain: [...levels], label: null },
    color: { type: 'identity' },
    marks: [
      Plot.axisY({ ...NAMES, lineWidth: isNarrow ? 10 : 17 }),
      Plot.gridX(GRID),
      Plot.ruleY(spans, { y: 'level', x1: 'from', x2: 'to', stroke: 'var(--strong-line)' }),
      Plot.dot(shares, {
        x: 'share',
        y: 'level',
        r: 6,
        fill: 'colour',
        stroke: 'var(--card)',
        title: ({ level, outcome, share }: OutcomeShare) =>
          `${level}\n${percent(share)} of those who ${outcome}`,
        tip: TIP,
      }),
    ],
  })
}

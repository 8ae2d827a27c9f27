import { keepPoints } from './tipPoints.ts'

/** How the parts look that most plots have, as options of Plot's marks. */

/** What is said of a point or bar that is pointed at, or that the keys have come to. */
export const TIP = { fill: 'var(--card)', stroke: 'var(--strong-line)', render: keepPoints }

export const GRID = { stroke: 'var(--plot-grid)', strokeOpacity: 1 }

/** An axis of names in words, a row each; what `lineWidth` (in em) does not hold is cut. */
export const NAMES = { label: null, tickSize: 0, textOverflow: 'ellipsis' } as const

/** `40 %`, on an axis of shares. */
export function percentTick(share: number): string {
  return `${Math.round(share * 100)} %`
}

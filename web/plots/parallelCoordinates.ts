import * as Plot from '@observablehq/plot'
import { TIP } from './look.ts'

export interface ParallelAxis {
  readonly title: string
  /** Where along the axis, 0 … 1, and what stands there. */
  readonly ticks: readonly { readonly share: number; readonly label: string }[]
}

export interface ParallelLine {
  readonly key: number
  /** Where on each axis, 0 … 1; undefined where it has no value there. */
  readonly shares: readonly (number | undefined)[]
  /** Drawn above the others, in colour. */
  readonly isMarked: boolean
  /** In the tip. */
  readonly title: string
}

/** The colour of the marked lines, and of the others. */
export const PARALLEL_COLOURS = { marked: 'var(--series-2)', other: 'var(--series-6)' } as const

/** Where what has no value on an axis passes it: before its beginning. */
const ABSENT = -0.07
const AXIS_PX = 46

/**
 * Parallel coordinates: an axis below the other, a line for each thing through its values. Lying axes have room for their
 * names and labels on any width.
 */
export function parallelCoordinates(
  axes: readonly ParallelAxis[],
  lines: readonly ParallelLine[],
  width: number,
) {
  const points = lines.flatMap(({ key, shares, isMarked, title }) =>
    axes.map((_, at) => ({ key, title, isMarked, at, share: shares[at] ?? ABSENT })),
  )
  const marked = points.filter(({ isMarked }) => isMarked)
  const others = points.filter(({ isMarked }) => !isMarked)
  const ticks = axes.flatMap((axis, at) => [
    ...axis.ticks.map(tick => ({ ...tick, at })),
    ...(lines.some(({ shares }) => shares[at] === undefined)
      ? [{ share: ABSENT, label: '–', at }]
      : []),
  ])
  const halo = { stroke: 'var(--card)', strokeWidth: 4 }
  const through = { x: 'share', y: 'at', z: 'key' } as const
  return Plot.plot({
    width,
    height: axes.length * AXIS_PX + 24,
    marginLeft: 28,
    marginRight: 28,
    marginTop: 30,
    marginBottom: 30,
    x: { domain: [ABSENT, 1], axis: null },
    y: { domain: [0, Math.max(axes.length - 1, 1)], reverse: true, axis: null },
    marks: [
      Plot.ruleY(
        axes.map((_, at) => at),
        { x1: 0, x2: 1, stroke: 'var(--strong-line)' },
      ),
      Plot.line(others, { ...through, stroke: PARALLEL_COLOURS.other, strokeOpacity: 0.45 }),
      Plot.line(marked, { ...through, stroke: PARALLEL_COLOURS.marked, strokeWidth: 2 }),
      Plot.dot(points, {
        x: 'share',
        y: 'at',
        r: 2.5,
        fill: ({ isMarked }: { readonly isMarked: boolean }) =>
          isMarked ? PARALLEL_COLOURS.marked : PARALLEL_COLOURS.other,
        title: 'title',
        tip: TIP,
      }),
      Plot.text(
        axes.map(({ title }, at) => ({ title, at })),
        {
          x: 0,
          y: 'at',
          text: 'title',
          textAnchor: 'start',
          dy: -11,
          fontWeight: 600,
          fill: 'var(--text)',
          ...halo,
        },
      ),
      Plot.text(ticks, {
        x: 'share',
        y: 'at',
        text: 'label',
        dy: 12,
        fontSize: 11,
        fill: 'var(--muted)',
        ...halo,
      }),
    ],
    color: { type: 'identity' },
  })
}

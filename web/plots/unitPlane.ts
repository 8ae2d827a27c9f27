import * as Plot from '@observablehq/plot'
import { GRID, TIP } from './look.ts'

/** A point of a curve; both 0 to 1. */
export interface PlanePoint {
  readonly x: number
  readonly y: number
}

/** Wider than that a square of two shares says no more. */
const LARGEST_PX = 460

export interface UnitPlane {
  readonly x: string
  readonly y: string
  /** Where the axes end; 1 where absent. */
  readonly to?: number
  readonly marks: Plot.Markish[]
}

/** A square of two shares, both from 0. */
export function unitPlane({ x, y, to = 1, marks }: UnitPlane, width: number) {
  const size = Math.min(width, LARGEST_PX)
  return Plot.plot({
    width: size,
    height: size,
    marginTop: 28,
    marginRight: 16,
    marginBottom: 40,
    marginLeft: 44,
    x: { label: x, domain: [0, to], ticks: 5 },
    y: { label: y, domain: [0, to], ticks: 5 },
    marks: [Plot.gridX(GRID), Plot.gridY(GRID), ...marks],
  })
}

/** The line of a curve; pointed at, it says where. */
export function curve(points: readonly PlanePoint[]): Plot.Markish {
  return Plot.line(points, {
    x: 'x',
    y: 'y',
    stroke: 'var(--series-1)',
    strokeWidth: 2,
    tip: TIP,
  })
}

/** The line of a reference: of chance, or of what would be right. */
export function reference(from: PlanePoint, to: PlanePoint): Plot.Markish {
  return Plot.line([from, to], {
    x: 'x',
    y: 'y',
    stroke: 'var(--strong-line)',
    strokeDasharray: '4 4',
  })
}

/** Where one is on a curve. */
export function here(point: PlanePoint | undefined): Plot.Markish {
  return Plot.dot(point === undefined ? [] : [point], {
    x: 'x',
    y: 'y',
    r: 6,
    fill: 'var(--series-2)',
    stroke: 'var(--card)',
    strokeWidth: 2,
  })
}

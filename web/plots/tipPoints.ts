import type { RenderFunction } from '@observablehq/plot'

/** Where in a drawing something is that says more when it is pointed at; in its own pixels. */
export interface TipPoint {
  readonly x: number
  readonly y: number
}

const pointsOf = new WeakMap<SVGSVGElement, Map<object, readonly TipPoint[]>>()

/**
 * A render transform of tips that keeps where their points are. Plot itself shows tips to a pointer only, and tells nobody
 * where they would come.
 */
export const keepPoints: RenderFunction = (index, scales, values, dimensions, context, next) => {
  const svg = context.ownerSVGElement
  const marks = pointsOf.get(svg) ?? new Map<object, readonly TipPoint[]>()
  pointsOf.set(svg, marks)
  // it is called again for every move of the pointer
  if (!marks.has(values)) {
    const { width, height, marginLeft, marginRight, marginBottom } = dimensions
    const x = placesOf(values.x, values.x1, values.x2)
    const y = placesOf(values.y, values.y1, values.y2)
    const [dx, dy] = [scales.scales.x, scales.scales.y].map(scale => (scale?.bandwidth ?? 0) / 2)
    const centre = (marginLeft + width - marginRight) / 2
    const foot = height - marginBottom
    const points = Array.from({ length: Math.max(x.length, y.length) }, (_, at) => ({
      x: x.length === 0 ? centre : (x[at] ?? Number.NaN) + (dx ?? 0),
      y: y.length === 0 ? foot : (y[at] ?? Number.NaN) + (dy ?? 0),
    }))
    marks.set(values, points.filter(isDrawn))
  }
  return next?.(index, scales, values, dimensions, context) ?? null
}

/** The points of a drawing that have a tip, in the order in which they are drawn, each place once. */
export function tipPoints(svg: SVGSVGElement): readonly TipPoint[] {
  const points = [...(pointsOf.get(svg)?.values() ?? [])].flat()
  const places = new Map(
    points.map(point => [`${point.x.toFixed(1)} ${point.y.toFixed(1)}`, point]),
  )
  return [...places.values()]
}

/** Shows the tip of a point as if it were pointed at. @returns what the tip says, in one line */
export function showTip(svg: SVGSVGElement, { x, y }: TipPoint): string {
  const place = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM() ?? undefined)
  send(svg, 'pointermove', { clientX: place.x, clientY: place.y })
  const lines = svg.querySelectorAll('[aria-label="tip"] text > tspan')
  // Plot begins each line with a space of no width
  return [...lines].map(({ textContent }) => textContent.replaceAll('\u200B', '')).join(', ')
}

export function hideTip(svg: SVGSVGElement): void {
  send(svg, 'pointerleave', {})
}

function send(svg: SVGSVGElement, type: string, at: PointerEventInit): void {
  svg.dispatchEvent(new PointerEvent(type, { ...at, pointerType: 'mouse' }))
}

/** Of marks that begin and end somewhere the middle; empty where a mark has no place of its own on the axis. */
function placesOf(
  at: readonly number[] | undefined,
  from: readonly number[] | undefined,
  to: readonly number[] | undefined,
): readonly number[] {
  if (from !== undefined && to !== undefined) {
    return Array.from(from, (start, index) => (start + (to[index] ?? start)) / 2)
  }
  return Array.from(at ?? from ?? [])
}

function isDrawn({ x, y }: TipPoint): boolean {
  return Number.isFinite(x) && Number.isFinite(y)
}

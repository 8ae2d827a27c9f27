import { curve, here, type PlanePoint, reference, unitPlane } from './unitPlane.ts'

/**
 * Precision by recall over the line of chance, which is the prevalence.
 *
 * @param points - x: recall, y: precision
 * @param at - the operating point in question
 */
export function precisionRecallCurve(
  points: readonly PlanePoint[],
  prevalence: number,
  at: PlanePoint | undefined,
  width: number,
) {
  return unitPlane(
    {
      x: 'recall (sensitivity) →',
      y: '↑ precision',
      marks: [reference({ x: 0, y: prevalence }, { x: 1, y: prevalence }), curve(points), here(at)],
    },
    width,
  )
}

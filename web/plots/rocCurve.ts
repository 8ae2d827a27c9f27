import { curve, here, type PlanePoint, reference, unitPlane } from './unitPlane.ts'

/**
 * The ROC curve over the diagonal of chance.
 *
 * @param points - x: 1 − specificity, y: sensitivity
 * @param at - the operating point in question
 */
export function rocCurve(points: readonly PlanePoint[], at: PlanePoint | undefined, width: number) {
  return unitPlane(
    {
      x: '1 − specificity →',
      y: '↑ sensitivity',
      marks: [reference({ x: 0, y: 0 }, { x: 1, y: 1 }), curve(points), here(at)],
    },
    width,
  )
}

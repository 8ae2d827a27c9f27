import * as Plot from '@observablehq/plot'
import { here, type PlanePoint, reference, TIP, unitPlane } from './unitPlane.ts'

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
      marks: [
        reference({ x: 0, y: 0 }, { x: 1, y: 1 }),
        Plot.line(points, {
          x: 'x',
          y: 'y',
          stroke: 'var(--series-1)',
          strokeWidth: 2,
          tip: TIP,
        }),
        here(at),
      ],
    },
    width,
  )
}

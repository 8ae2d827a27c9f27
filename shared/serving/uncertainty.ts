import { z } from 'zod'
import { applyCalibration } from '../models/calibrate.ts'
import type { Matrix } from '../models/matrix.ts'
import type { ServedModel } from './servedModel.ts'

/** Standard normal quantile of 0.975. */
const NORMAL_975 = 1.959963984540054

/** How far the probability could be off, as far as the model knows. */
export const uncertainty = z.object({
  level: z.literal(0.95),
  low: z.number().min(0).max(1),
  high: z.number().min(0).max(1),
  of: z.literal('recalibration').meta({
    description:
      'what the interval speaks of: the risk of patients of this score, estimated from as many as were trained on (Wald interval of the log-odds). That patients of one score differ, or that they come from another hospital, it does not know.',
  }),
})
export type Uncertainty = z.infer<typeof uncertainty>

/**
 * The interval of each row's probability; null where the model's family gives none.
 *
 * @param margins - of the rows of `matrix`, in log-odds
 */
export function uncertaintyOf(
  { artifact, scorer }: ServedModel,
  matrix: Matrix,
  margins: Float64Array,
): (row: number) => Uncertainty | null {
  const errors = scorer.standardErrors(matrix)
  if (errors === null) return () => null
  const end = (sign: 1 | -1) =>
    applyCalibration(
      artifact.calibration,
      margins.map((margin, row) => margin + sign * NORMAL_975 * (errors[row] ?? 0)),
    )
  const [lows, highs] = [end(-1), end(1)]
  return row => {
    const [low = 0, high = 1] = [lows[row], highs[row]]
    // a calibration may fall where the margins rank the wrong way round
    return {
      level: 0.95,
      low: Math.min(low, high),
      high: Math.max(low, high),
      of: 'recalibration',
    }
  }
}

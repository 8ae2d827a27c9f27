import { z } from 'zod'

/**
 * - `missing`: inputs that were not given, with what stands in for them
 * - `outside-clinical-range`: not plausible for a living patient, or in another unit
 * - `far-from-training`: beyond the 1st or 99th percentile of the training data, as exact as a chart has them
 * - `unknown-level`: a category that training did not have
 * - `age-over-89`: ages over 89 are one group in the training data
 * - `not-used`: a feature of the catalogue that this model does not use
 * - `short-window`: a stay as of a time before the model's moment of prediction
 * - `outside-cohort`: a patient such as the model has not learned from
 */
export const warning = z.object({
  code: z.enum([
    'missing',
    'outside-clinical-range',
    'far-from-training',
    'unknown-level',
    'age-over-89',
    'not-used',
    'short-window',
    'outside-cohort',
  ]),
  features: z.array(z.string()),
  message: z.string(),
})
export type Warning = z.infer<typeof warning>

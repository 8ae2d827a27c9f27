import { z } from 'zod'
import { PREDICTION_HOURS } from '../../contracts/training.ts'
import type { Operation } from './operation.ts'

const feature = z.object({
  name: z.string(),
  kind: z.enum(['number', 'flag', 'category']),
  concept: z.string(),
  statistic: z.string(),
  description: z.string(),
  unit: z.string().nullable(),
  source: z.string(),
  window: z.string(),
  knownWhen: z.enum(['icu-admission', 'window-end', 'discharge']),
  sets: z.array(z.enum(['core', 'full', 'retrospective'])),
  range: z.object({ low: z.number(), high: z.number() }).nullable(),
  levels: z.array(z.string()).optional(),
})

/** The feature catalogue. */
export const FEATURE_OPERATIONS = [
  {
    id: 'listFeatures',
    method: 'get',
    path: 'features',
    summary: 'The feature catalogue: unit, source, window and when each feature is known.',
    query: {
      predictionHours: {
        description:
          'Hours after ICU admission at which the prediction is made: where the windows end.',
        schema: z.enum(PREDICTION_HOURS.map(String)).default('24'),
      },
    },
    answer: z.object({ predictionHours: z.number(), features: z.array(feature) }),
    errors: ['INVALID_INPUT'],
  },
] as const satisfies readonly Operation[]

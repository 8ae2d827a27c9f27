import { z } from 'zod'
import { datasetQuality } from '../../contracts/quality.ts'
import { attritionStep } from '../../contracts/training.ts'
import type { Operation } from './operation.ts'

/** What was found in a dataset. */
export const DATASET_OPERATIONS = [
  {
    id: 'getCohort',
    method: 'get',
    path: 'datasets/{dataset}/cohort',
    summary: 'How the newest run selected its cohort, step by step.',
    answer: z.object({
      dataset: z.string(),
      runId: z.string(),
      predictionHours: z.number(),
      gapHours: z.number(),
      attrition: z.array(attritionStep),
    }),
    errors: ['INVALID_INPUT', 'DATASET_NOT_FOUND'],
  },
  {
    id: 'getQuality',
    method: 'get',
    path: 'datasets/{dataset}/quality',
    summary: 'The quality report of each table in silver, and what was found between the tables.',
    answer: datasetQuality,
    errors: ['INVALID_INPUT', 'DATASET_NOT_FOUND'],
  },
] as const satisfies readonly Operation[]

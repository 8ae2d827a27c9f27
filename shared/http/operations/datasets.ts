import { z } from 'zod'
import { datasetQuality } from '../../contracts/quality.ts'
import { attritionStep } from '../../contracts/training.ts'
import { featureDistribution } from '../../datasets/featureDistribution.ts'
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
    id: 'getFeatureDistribution',
    method: 'get',
    path: 'datasets/{dataset}/features/{feature}',
    summary:
      'How a feature is distributed among those who died and those who survived, in the newest gold; nothing of fewer than 10 patients.',
    answer: featureDistribution,
    errors: ['INVALID_INPUT', 'DATASET_NOT_FOUND', 'FEATURE_NOT_FOUND', 'STORAGE_UNAVAILABLE'],
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

import { z } from 'zod'
import { batch } from '../../scoring/batches.ts'
import { examplesAnswer } from '../../serving/examplePatients.ts'
import { outcomesAnswer, outcomesRequest } from '../../serving/outcomes.ts'
import { featuresRequest, instancesRequest } from '../../serving/predictRequest.ts'
import { replayedPrediction } from '../../serving/replay.ts'
import { predictResponse } from '../../serving/score.ts'
import { stayRequest } from '../../serving/stayRequest.ts'
import type { Operation } from './operation.ts'

/** Scoring, and what became of those who were scored. */
export const PREDICTION_OPERATIONS = [
  {
    id: 'predict',
    method: 'post',
    path: 'predict',
    summary: 'Score one patient, up to 10,000, or the raw rows of an ICU stay with the champion.',
    query: {
      explain: {
        description: '`false` leaves out the contributions.',
        schema: z.enum(['true', 'false']).default('true'),
      },
      log: {
        description:
          '`false` keeps the predictions out of the log, and so out of drift, performance and replay: for what is asked of no patient, such as what-ifs and examples.',
        schema: z.enum(['true', 'false']).default('true'),
      },
    },
    body: z.union([featuresRequest, instancesRequest, stayRequest]),
    answer: predictResponse,
    errors: [
      'INVALID_JSON',
      'INVALID_INPUT',
      'BODY_TOO_LARGE',
      'RETROSPECTIVE_MODEL',
      'TOO_MANY_STAYS',
      'NO_CHAMPION',
      'CHAMPION_UNREADABLE',
      'STORAGE_UNAVAILABLE',
    ],
  },
  {
    id: 'getPrediction',
    method: 'get',
    path: 'predictions/{prediction}',
    summary: 'A prediction as it was logged, and scored again by the version that made it.',
    answer: replayedPrediction,
    errors: ['PREDICTION_NOT_FOUND', 'STORAGE_UNAVAILABLE'],
  },
  {
    id: 'listExamples',
    method: 'get',
    path: 'examples',
    summary:
      'Patients of the data of the champion to try it on; only of datasets that the setting EXAMPLE_DATASETS names.',
    answer: examplesAnswer,
    errors: ['RETROSPECTIVE_MODEL', 'NO_CHAMPION', 'CHAMPION_UNREADABLE', 'STORAGE_UNAVAILABLE'],
  },
  {
    id: 'listBatches',
    method: 'get',
    path: 'predictions',
    summary: 'The files that were dropped into scoring, and what became of each.',
    answer: z.object({ batches: z.array(batch) }),
    errors: ['STORAGE_UNAVAILABLE'],
  },
  {
    id: 'recordOutcomes',
    method: 'post',
    path: 'outcomes',
    summary: 'Tell who died in hospital and who left it alive, by the ids of predictions.',
    body: outcomesRequest,
    answer: outcomesAnswer,
    errors: ['INVALID_JSON', 'INVALID_INPUT', 'BODY_TOO_LARGE', 'STORAGE_UNAVAILABLE'],
  },
] as const satisfies readonly Operation[]

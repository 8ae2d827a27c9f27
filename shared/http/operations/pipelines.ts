import { z } from 'zod'
import { trainingRequest } from '../../contracts/training.ts'
import { ignoredFile } from '../../datasets/ignoredFiles.ts'
import { pipelineView, runView } from '../../datasets/pipelineView.ts'
import { promotionTimelines, timeline } from '../../datasets/timeline.ts'
import { approvalBody } from '../../registry/approvalBody.ts'
import { approval } from '../../registry/decisions.ts'
import type { Operation } from './operation.ts'

/** Datasets on their way to a model: runs, training and approval. */
export const PIPELINE_OPERATIONS = [
  {
    id: 'listPipelines',
    method: 'get',
    path: 'pipelines',
    summary: 'Datasets with their promotions and their newest run.',
    answer: z.object({ datasets: z.array(pipelineView) }),
    errors: [],
  },
  {
    id: 'getPipeline',
    method: 'get',
    path: 'pipelines/{dataset}',
    summary: 'One dataset, with its runs, newest first.',
    answer: pipelineView.extend({
      readiness: z.object({
        state: z.enum(['ready', 'settling', 'waiting', 'blocked']),
        message: z.string(),
        fingerprint: z.string().optional(),
      }),
      ignored: z.array(ignoredFile),
      runs: z.array(runView),
    }),
    errors: ['INVALID_INPUT', 'DATASET_NOT_FOUND'],
  },
  {
    id: 'trainNow',
    method: 'post',
    path: 'pipelines/{dataset}',
    summary: 'Train now on what is in silver; answers the status links of Durable Functions.',
    body: trainingRequest,
    bodyOptional: true,
    status: 202,
    errors: [
      'INVALID_JSON',
      'INVALID_INPUT',
      'DATASET_NOT_FOUND',
      'DATASET_NOT_READY',
      'BODY_TOO_LARGE',
    ],
  },
  {
    id: 'approveModel',
    method: 'post',
    path: 'pipelines/{dataset}/approve',
    summary: 'Decide on the version that waits for a person: promote it, or keep the champion.',
    body: approvalBody,
    status: 202,
    answer: approval.extend({
      dataset: z.string(),
      version: z.string(),
      instanceId: z.string(),
    }),
    errors: [
      'INVALID_JSON',
      'INVALID_INPUT',
      'DATASET_NOT_FOUND',
      'NO_APPROVAL_AWAITED',
      'APPROVAL_AMBIGUOUS',
      'BODY_TOO_LARGE',
    ],
  },
  {
    id: 'getTimeline',
    method: 'get',
    path: 'pipelines/{dataset}/runs/{runId}/timeline',
    summary:
      'What a run and the orchestrations that it called have done, from when to when, by their history.',
    answer: timeline,
    errors: ['INVALID_INPUT', 'RUN_NOT_FOUND'],
  },
  {
    id: 'getPromotionTimelines',
    method: 'get',
    path: 'pipelines/{dataset}/timeline',
    summary: 'What the newest promotion of each table has done, from when to when, by its history.',
    answer: promotionTimelines,
    errors: ['INVALID_INPUT', 'DATASET_NOT_FOUND'],
  },
] as const satisfies readonly Operation[]

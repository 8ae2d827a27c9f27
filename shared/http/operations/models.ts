import { z } from 'zod'
import { observedPerformance } from '../../evaluation/observedPerformance.ts'
import { modelCard } from '../../registry/card.ts'
import { championPointer } from '../../registry/championPointer.ts'
import { decisionSummary } from '../../registry/decisions.ts'
import { promotionBody } from '../../registry/promotionBody.ts'
import { lineage, modelVersion } from '../../registry/versions.ts'
import { championDrift } from '../../serving/drift.ts'
import { driftRecord } from '../../serving/driftHistory.ts'
import { predictionSource } from '../../serving/loggedPredictions.ts'
import type { Operation } from './operation.ts'

/** The registry: versions, the champion and its drift. */
export const MODEL_OPERATIONS = [
  {
    id: 'getPerformance',
    method: 'get',
    path: 'models/{version}/performance',
    summary: 'What the predictions of a version were worth, by the outcomes told so far.',
    answer: observedPerformance.extend({ name: z.string(), version: z.string() }),
    errors: ['MODEL_NOT_FOUND', 'STORAGE_UNAVAILABLE'],
  },
  {
    id: 'listModels',
    method: 'get',
    path: 'models',
    summary: 'Every published version, newest first, and the champion.',
    answer: z.object({
      name: z.string(),
      champion: championPointer.nullable(),
      versions: z.array(modelVersion),
    }),
    errors: [],
  },
  {
    id: 'getPromotionHistory',
    method: 'get',
    path: 'models/history',
    summary:
      'Every promotion, and every decision of the gate with its evidence, newest first: who, when, why.',
    answer: z.object({
      name: z.string(),
      promotions: z.array(championPointer),
      decisions: z.array(decisionSummary),
    }),
    errors: [],
  },
  {
    id: 'getModel',
    method: 'get',
    path: 'models/{version}',
    summary: 'The card of one version, and of which data and code it is.',
    answer: modelCard.extend({
      published: z.string(),
      isChampion: z.boolean(),
      lineage: lineage.nullable(),
      findings: z.array(z.object({ text: z.string(), warning: z.boolean() })),
    }),
    errors: ['MODEL_NOT_FOUND'],
  },
  {
    id: 'getModelFile',
    method: 'get',
    path: 'models/{version}/files/{name}',
    summary: 'A file of one version, byte for byte as it was published.',
    errors: ['MODEL_NOT_FOUND', 'MODEL_FILE_NOT_FOUND', 'STORAGE_UNAVAILABLE'],
  },
  {
    id: 'getDrift',
    method: 'get',
    path: 'models/champion/drift',
    summary:
      "The champion's logged predictions beside its training rows: inputs, missing inputs and predictions, each by PSI and a test.",
    query: {
      since: {
        description: 'Date or time of ISO 8601; 7 days ago when absent.',
        schema: z.union([z.iso.datetime({ offset: true }), z.iso.date()]).optional(),
      },
      source: {
        description: 'Only predictions that it asked for; those of all sources when absent.',
        schema: predictionSource.optional(),
      },
    },
    answer: championDrift,
    errors: ['INVALID_INPUT', 'MODEL_NOT_FOUND', 'STORAGE_UNAVAILABLE'],
  },
  {
    id: 'getDriftHistory',
    method: 'get',
    path: 'models/champion/drift/history',
    summary: 'What the recorded comparisons said, newest first.',
    answer: z.object({ records: z.array(driftRecord) }),
    errors: ['STORAGE_UNAVAILABLE'],
  },
  {
    id: 'promoteModel',
    method: 'post',
    path: 'models/{version}/promote',
    summary: 'Make a version the champion; also the way back.',
    body: promotionBody,
    answer: championPointer,
    errors: [
      'INVALID_JSON',
      'INVALID_INPUT',
      'MODEL_NOT_FOUND',
      'PROMOTION_CONFLICT',
      'RETROSPECTIVE_MODEL',
      'BODY_TOO_LARGE',
    ],
  },
] as const satisfies readonly Operation[]

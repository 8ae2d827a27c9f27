import { z } from 'zod'
import { cdsFeedback } from '../cds/cdsFeedback.ts'
import { CDS_SERVICE_ID, cdsRequest } from '../cds/cdsRequest.ts'
import { cdsResponse } from '../cds/riskCard.ts'
import { datasetName } from '../contracts/datasetName.ts'
import { datasetQuality } from '../contracts/quality.ts'
import { searchDimension, studyDefinition, trial } from '../contracts/study.ts'
import {
  attritionStep,
  extensionRequest,
  familyName,
  PREDICTION_HOURS,
  trainingRequest,
} from '../contracts/training.ts'
import { ignoredFile } from '../datasets/ignoredFiles.ts'
import { pipelineView, runView } from '../datasets/pipelineView.ts'
import { timeline } from '../datasets/timeline.ts'
import { observedPerformance } from '../evaluation/observedPerformance.ts'
import { approvalBody } from '../registry/approvalBody.ts'
import { modelCard } from '../registry/card.ts'
import { championPointer } from '../registry/champion.ts'
import { approval, decisionSummary } from '../registry/decisions.ts'
import { promotionBody } from '../registry/promotionBody.ts'
import { lineage, modelVersion } from '../registry/versions.ts'
import { batch } from '../scoring/batches.ts'
import { championDrift } from '../serving/drift.ts'
import { driftRecord } from '../serving/driftHistory.ts'
import { health } from '../serving/health.ts'
import { outcomesAnswer, outcomesRequest } from '../serving/outcomes.ts'
import { predictRequest } from '../serving/predictRequest.ts'
import { replayedPrediction } from '../serving/replay.ts'
import { predictResponse } from '../serving/score.ts'
import type { ErrorCode } from './problem.ts'

/** One operation of the API. Paths are as functions spell their routes, without the prefix. */
export interface Operation {
  readonly id: string
  readonly method: 'get' | 'post'
  readonly path: string
  readonly summary: string
  /** Without a function key. */
  readonly open?: true
  readonly query?: Readonly<Record<string, { description: string; schema: z.ZodType }>>
  readonly body?: z.ZodType
  readonly bodyOptional?: true
  readonly status?: 202
  /** Absent: not JSON, or JSON of no fixed shape. */
  readonly answer?: z.ZodType
  readonly errors: readonly ErrorCode[]
}

/** What stands in braces in a path. */
export const PARAMETERS: Readonly<Record<string, { description: string; schema: z.ZodType }>> = {
  dataset: { description: 'A dataset: a folder of the bronze container.', schema: datasetName },
  version: { description: 'A model version, or `champion`.', schema: z.string() },
  runId: { description: 'A run of the dataset: the id of its orchestration.', schema: z.string() },
  id: { description: 'A study, which has the id of its run.', schema: z.string() },
  prediction: { description: 'The id that a prediction was answered with.', schema: z.uuid() },
  name: {
    description:
      '`model.json`, `card.json`, `card.md`, `lineage.json`, `baseline.json`; of trees `xgboost.json` too.',
    schema: z.string(),
  },
  path: { description: 'A file of the page.', schema: z.string() },
}

/** The same to a study's run and to the slice of trials that works for it. */
function steering<Verb extends 'suspend' | 'resume' | 'terminate'>(
  id: string,
  verb: Verb,
  what: string,
) {
  return {
    id,
    method: 'post',
    path: `studies/{id}/${verb}`,
    summary: `${what}; answers the status links of Durable Functions.`,
    query: { reason: { description: 'Why; Durable keeps it.', schema: z.string().optional() } },
    status: 202,
    errors: ['STUDY_NOT_FOUND', 'STUDY_NOT_RUNNING', 'STUDY_BUSY'],
  } as const satisfies Operation
}

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

/** Every route of the app; a test compares them with what the triggers register. */
export const OPERATIONS = [
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
    },
    body: predictRequest,
    answer: predictResponse,
    errors: [
      'INVALID_JSON',
      'INVALID_INPUT',
      'BODY_TOO_LARGE',
      'RETROSPECTIVE_MODEL',
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
    },
    answer: championDrift,
    errors: ['INVALID_INPUT', 'MODEL_NOT_FOUND', 'STORAGE_UNAVAILABLE'],
  },
  {
    id: 'getDriftHistory',
    method: 'get',
    path: 'models/champion/drift/history',
    summary: 'What the hourly comparisons said, newest first.',
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
  {
    id: 'getStudy',
    method: 'get',
    path: 'studies/{id}',
    summary:
      'A study with its trials: parameters, values, states and times; and what each family may choose.',
    answer: studyDefinition.extend({
      results: z.array(trial),
      space: z.partialRecord(familyName, z.array(searchDimension)),
    }),
    errors: ['STUDY_NOT_FOUND'],
  },
  {
    id: 'addTrials',
    method: 'post',
    path: 'studies/{id}/trials',
    summary:
      'More trials for a study that has ended, as if they had been asked for at once; answers the status links of Durable Functions.',
    body: extensionRequest,
    status: 202,
    errors: ['INVALID_JSON', 'INVALID_INPUT', 'STUDY_NOT_FOUND', 'STUDY_RUNNING', 'BODY_TOO_LARGE'],
  },
  steering('suspendStudy', 'suspend', 'Start no more trials of a study; those in flight end'),
  steering('resumeStudy', 'resume', 'Go on with a study that is suspended'),
  steering(
    'terminateStudy',
    'terminate',
    'End a study; its trials stay, and it can have more later',
  ),
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
  {
    id: 'listCdsServices',
    method: 'get',
    path: 'cds-services',
    summary: 'The services of CDS Hooks 2.0, with the FHIR queries to send along.',
    open: true,
    answer: z.object({
      services: z.array(
        z.object({
          hook: z.string(),
          id: z.string(),
          title: z.string(),
          description: z.string(),
          prefetch: z.record(z.string(), z.string()),
          usageRequirements: z.string(),
        }),
      ),
    }),
    errors: [],
  },
  {
    id: 'callCdsService',
    method: 'post',
    path: `cds-services/${CDS_SERVICE_ID}`,
    summary:
      'CDS Hooks 2.0, hook patient-view: a card with the risk and its FHIR R4 RiskAssessment for a patient in an ICU.',
    body: cdsRequest,
    answer: cdsResponse,
    errors: [
      'INVALID_JSON',
      'INVALID_INPUT',
      'PREFETCH_MISSING',
      'BODY_TOO_LARGE',
      'RETROSPECTIVE_MODEL',
      'NO_CHAMPION',
      'CHAMPION_UNREADABLE',
      'STORAGE_UNAVAILABLE',
    ],
  },
  {
    id: 'sendCdsFeedback',
    method: 'post',
    path: `cds-services/${CDS_SERVICE_ID}/feedback`,
    summary: 'CDS Hooks 2.0: which cards were accepted, and which overridden.',
    body: cdsFeedback,
    answer: z.object({}),
    errors: ['INVALID_JSON', 'INVALID_INPUT', 'BODY_TOO_LARGE'],
  },
  {
    id: 'health',
    method: 'get',
    path: 'health',
    summary: 'Liveness, with versions and what is out of reach.',
    open: true,
    answer: health,
    errors: [],
  },
  {
    id: 'openapi',
    method: 'get',
    path: 'openapi.json',
    summary: 'This document.',
    open: true,
    errors: [],
  },
  {
    id: 'page',
    method: 'get',
    path: 'ui/{*path}',
    summary: 'The web page; it begins at /api/ui.',
    open: true,
    errors: ['PAGE_NOT_FOUND'],
  },
] as const satisfies readonly Operation[]

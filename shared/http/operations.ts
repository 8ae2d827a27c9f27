import { CDS_OPERATIONS } from './operations/cdsHooks.ts'
import { DATASET_OPERATIONS } from './operations/datasets.ts'
import { FEATURE_OPERATIONS } from './operations/features.ts'
import { MODEL_OPERATIONS } from './operations/models.ts'
import type { Operation } from './operations/operation.ts'
import { PIPELINE_OPERATIONS } from './operations/pipelines.ts'
import { PREDICTION_OPERATIONS } from './operations/predictions.ts'
import { SERVICE_OPERATIONS } from './operations/service.ts'
import { STUDY_OPERATIONS } from './operations/studies.ts'

/** Every route of the app, in the order of the document; a test compares them with what the triggers register. */
export const OPERATIONS = [
  ...PREDICTION_OPERATIONS,
  ...MODEL_OPERATIONS,
  ...PIPELINE_OPERATIONS,
  ...DATASET_OPERATIONS,
  ...STUDY_OPERATIONS,
  ...FEATURE_OPERATIONS,
  ...CDS_OPERATIONS,
  ...SERVICE_OPERATIONS,
] as const satisfies readonly Operation[]

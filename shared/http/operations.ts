import { CDS_OPERATIONS } from './operations/cdsHooks.ts'
import { DATASET_OPERATIONS } from './operations/datasets.ts'
import { FEATURE_OPERATIONS } from './operations/features.ts'
import { MODEL_OPERATIONS } from './operations/models.ts'
import type { OperationGroup } from './operations/operation.ts'
import { PIPELINE_OPERATIONS } from './operations/pipelines.ts'
import { PREDICTION_OPERATIONS } from './operations/predictions.ts'
import { SERVICE_OPERATIONS } from './operations/service.ts'
import { STUDY_OPERATIONS } from './operations/studies.ts'

/** The routes of the app, by what they are about, in the order of the document. */
export const OPERATION_GROUPS = [
  {
    name: 'Predictions',
    description: 'Scoring, and what became of those who were scored.',
    operations: PREDICTION_OPERATIONS,
  },
  {
    name: 'Models',
    description: 'The registry: versions, the champion and its drift.',
    operations: MODEL_OPERATIONS,
  },
  {
    name: 'Pipelines',
    description: 'Datasets on their way to a model: runs, training and approval.',
    operations: PIPELINE_OPERATIONS,
  },
  {
    name: 'Datasets',
    description: 'What was found in a dataset.',
    operations: DATASET_OPERATIONS,
  },
  {
    name: 'Studies',
    description: 'The search for hyperparameters, and its steering.',
    operations: STUDY_OPERATIONS,
  },
  {
    name: 'Features',
    description: 'The feature catalogue.',
    operations: FEATURE_OPERATIONS,
  },
  {
    name: 'CDS Hooks',
    description: 'CDS Hooks 2.0 over FHIR R4, for electronic health records.',
    operations: CDS_OPERATIONS,
  },
  {
    name: 'Service',
    description: 'The app itself: its health, its description and its page.',
    operations: SERVICE_OPERATIONS,
  },
] as const satisfies readonly OperationGroup[]

/** Every route of the app; a test compares them with what the triggers register. */
export const OPERATIONS = OPERATION_GROUPS.flatMap(({ operations }) => [...operations])

import { z } from 'zod'
import { datasetName } from '../../contracts/datasetName.ts'
import type { ErrorCode } from '../problem.ts'

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

/** Operations about the same thing: a tag of the document. */
export interface OperationGroup {
  readonly name: string
  readonly description: string
  readonly operations: readonly Operation[]
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
  feature: { description: 'A feature of the catalogue, by its name.', schema: z.string() },
  path: { description: 'A file of the page.', schema: z.string() },
}

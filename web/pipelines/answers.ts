import type { GetAnswer } from '../api/operations.ts'

/** What the API answers of datasets and their runs. */
export type Pipeline = GetAnswer<'pipelines/{dataset}'>
export type Run = Pipeline['runs'][number]

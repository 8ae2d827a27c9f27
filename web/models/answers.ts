import type { GetAnswer } from '../api/operations.ts'

/** What the API answers of the registry. */
export type ModelCard = GetAnswer<'models/{version}'>
export type Champion = GetAnswer<'models'>['champion']
/** Newest first. */
export type Promotions = GetAnswer<'models/history'>['promotions']

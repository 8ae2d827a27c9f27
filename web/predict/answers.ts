import type { GetAnswer, PostAnswer } from '../api/operations.ts'
import type { RiskLevels } from '../plots/riskScale.ts'
import type { PatientValues } from './patientValues.ts'

/** What the API answers of the champion, and what it predicts. */
export type Champion = GetAnswer<'models/{version}'>
export type Prediction = PostAnswer<'predict'>['predictions'][number]

/** A prediction, and of what. */
export interface Asked {
  /** Counted: one more with each that is asked for. */
  readonly number: number
  /** What stood in the form. */
  readonly values: PatientValues
  readonly prediction: Prediction
  readonly levels: RiskLevels
}

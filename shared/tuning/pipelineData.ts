import type { Feature } from '../features/feature.ts'
import type { Frame } from '../tables/frame.ts'

/** What a pipeline is fitted on. */
export interface PipelineData {
  readonly frame: Frame
  /** Positions of the training rows in the frame. */
  readonly rows: Int32Array
  /** One per entry of `rows`. */
  readonly labels: Uint8Array
  readonly features: readonly Feature[]
}

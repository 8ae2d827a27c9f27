import type { TrialState, TrialStep } from '../contracts/study.ts'
import type { Parameters, ParameterValue } from '../models/model.ts'
import { seededRandom } from '../random.ts'
import { axisOf, coordinateAt, valueOn } from './axis.ts'
import { isActive, type Space } from './space.ts'

/** What a sampler sees of an earlier trial. */
export interface ObservedTrial {
  readonly number: number
  /** Its point of the space. */
  readonly parameters: Parameters
  /** `running`: in flight, so nothing but its parameters is known. */
  readonly state: TrialState | 'running'
  /** The higher, the better; of a pruned trial what it was worth at its last step; null where there is none. */
  readonly value: number | null
  readonly steps: readonly TrialStep[]
}

/**
 * Suggests a point of the space: a value for each dimension whose condition holds. Pure: the same space, history, number
 * and seed give the same suggestion, so a study that is killed and asked again goes on as if nothing had happened.
 *
 * @param history - the earlier trials that it may see, in any order; a failed one is no evidence
 * @param number - the trial's number in the study
 * @param seed - the study's seed
 */
export type Sampler = (
  space: Space,
  history: readonly ObservedTrial[],
  number: number,
  seed: number,
) => Parameters

/** Draws every parameter independently and uniformly (log-uniformly where its dimension says so), whatever happened before. */
export const randomSampler: Sampler = (space, _history, number, seed) => {
  const point: Record<string, ParameterValue> = {}
  for (const dimension of space) {
    if (!isActive(dimension, point)) continue
    // a stream for each parameter: one more in the space leaves the others as they were
    const share = seededRandom(seed, 'trial', number, dimension.name).uniform()
    const axis = axisOf(dimension)
    point[dimension.name] = valueOn(axis, coordinateAt(axis, share))
  }
  return point
}

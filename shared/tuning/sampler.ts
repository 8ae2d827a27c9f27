import type { Trial } from '../contracts/study.ts'
import type { Parameters, ParameterValue } from '../models/model.ts'
import { type Random, seededRandom } from '../random.ts'
import type { Dimension, Space } from './space.ts'

/**
 * Suggests the parameters of one trial. Pure: the same space, history, number and seed give the same suggestion, so a
 * study that is killed and asked again goes on as if nothing had happened.
 *
 * @param history - trials of the same family that the suggestion may learn from: exactly those numbered below
 *   `number` − `parallelTrials` + 1, whatever else has finished; a failed one is no evidence
 * @param number - the trial's number in the study
 * @param seed - the study's seed
 */
export type Sampler = (
  space: Space,
  history: readonly Trial[],
  number: number,
  seed: number,
) => Parameters

/** Draws every parameter independently and uniformly (log-uniformly where its dimension says so), whatever happened before. */
export const randomSampler: Sampler = (space, _history, number, seed) => {
  const parameters: Record<string, ParameterValue> = {}
  for (const dimension of space) {
    const { when } = dimension
    if (when !== undefined && !when.among.includes(parameters[when.name] ?? null)) continue
    // a stream for each parameter: one more in the space leaves the others as they were
    parameters[dimension.name] = draw(
      dimension,
      seededRandom(seed, 'trial', number, dimension.name),
    )
  }
  return parameters
}

function draw(dimension: Dimension, random: Random): ParameterValue {
  switch (dimension.kind) {
    case 'float': {
      const { low, high } = dimension
      if (!dimension.log) return low + (high - low) * random.uniform()
      const drawn = Math.exp(Math.log(low) + (Math.log(high) - Math.log(low)) * random.uniform())
      // exp(log x) may leave the range by its last bit
      return Math.min(Math.max(drawn, low), high)
    }
    case 'int': {
      const steps = Math.floor((dimension.high - dimension.low) / dimension.step)
      return dimension.low + dimension.step * random.int(steps + 1)
    }
    case 'choice':
      return dimension.choices[random.int(dimension.choices.length)] ?? null
    default:
      return dimension satisfies never
  }
}

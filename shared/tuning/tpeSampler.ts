import type { Parameters, ParameterValue } from '../models/model.ts'
import { type Random, seededRandom } from '../random.ts'
import { type Axis, axisOf, coordinateAt, coordinateOn, valueOn } from './axis.ts'
import { parzenEstimator } from './parzen.ts'
import type { ObservedTrial, Sampler } from './sampler.ts'
import { type Dimension, isActive, type Space } from './space.ts'

/** Trials that a part of the space gets before densities are trusted. */
export const STARTUP_TRIALS = 5

/** Points drawn from the density of the good trials, of which the most promising is taken. */
const CANDIDATES = 24

/** A point that was tried already is drawn again up to so many times. */
const ATTEMPTS = 10

/**
 * The tree-structured Parzen estimator (Bergstra et al., *Algorithms for Hyper-Parameter Optimization*, NeurIPS 2011), as
 * Optuna's `TPESampler` with `multivariate`, `group` and `constant_liar`: one density of the good trials, one of the
 * others, and of the points drawn from the first the one with the highest ratio. Trials that are running count as bad, so
 * that those in flight together differ.
 *
 * What differs from Optuna (by the medians of 40 seeds on Branin, Hartmann and a conditional space the first finds more
 * where there are conditions, the second on Branin alone, the third on all; the last was not measured by itself):
 * - Good and bad are told apart within the trials that have the same part of the space, not within all: the parameters of
 *   a family are compared among the trials of that family, else those of all but the best one would be drawn blindly.
 * - The first trials of a part are a Latin hypercube.
 * - The good ones are the best 15 of 100, not 10.
 * - A point that was tried is drawn again.
 */
export const tpeSampler: Sampler = (space, history, number, seed) => {
  const observed = history.toSorted((a, b) => a.number - b.number)
  const tried = new Set(observed.map(trial => keyOf(space, trial.parameters)))
  let point: Parameters = {}
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    point = suggest(
      space,
      observed,
      name => seededRandom(seed, 'trial', number, attempt, name),
      seed,
    )
    if (!tried.has(keyOf(space, point))) break
  }
  return point
}

function keyOf(space: Space, point: Parameters): string {
  return JSON.stringify(space.map(({ name }) => [point[name]]))
}

function suggest(
  space: Space,
  history: readonly ObservedTrial[],
  streamOf: (name: string) => Random,
  seed: number,
): Parameters {
  const point: Record<string, ParameterValue> = {}
  for (const part of partsOf(space)) {
    const [first] = part
    if (first === undefined || !isActive(first, point)) continue
    const axes = part.map(axisOf)
    const seen = observationsOf(part, axes, history)
    const isStartup = seen.filter(({ trial }) => isEvidence(trial)).length < STARTUP_TRIALS
    const coordinates = isStartup
      ? latinHypercube(part, axes, seen.length, seed, streamOf)
      : mostPromising(axes, seen, streamOf(first.name))
    part.forEach(({ name }, at) => {
      const axis = axes[at]
      if (axis !== undefined) point[name] = valueOn(axis, coordinates[at] ?? 0)
    })
  }
  return point
}

/** Dimensions with the same condition, in the order of the space: a point has all of a part, or nothing of it. */
function partsOf(space: Space): readonly (readonly Dimension[])[] {
  const parts = new Map<string, Dimension[]>()
  for (const dimension of space) {
    const key = JSON.stringify(dimension.when ?? null)
    const part = parts.get(key)
    if (part === undefined) parts.set(key, [dimension])
    else part.push(dimension)
  }
  return [...parts.values()]
}

interface Observation {
  readonly trial: ObservedTrial
  readonly coordinates: Float64Array
}

/** The trials that have this part of the space. */
function observationsOf(
  part: readonly Dimension[],
  axes: readonly Axis[],
  history: readonly ObservedTrial[],
): readonly Observation[] {
  return history.flatMap(trial => {
    const coordinates = axes.flatMap(
      (axis, at) => coordinateOn(axis, trial.parameters[part[at]?.name ?? '']) ?? [],
    )
    return coordinates.length === axes.length
      ? [{ trial, coordinates: Float64Array.from(coordinates) }]
      : []
  })
}

function isEvidence({ state }: ObservedTrial): boolean {
  return state === 'complete' || state === 'pruned'
}

/** The trial's own stratum on each axis: of `STARTUP_TRIALS` in a row no two share one. */
function latinHypercube(
  part: readonly Dimension[],
  axes: readonly Axis[],
  before: number,
  seed: number,
  streamOf: (name: string) => Random,
): Float64Array {
  const round = Math.floor(before / STARTUP_TRIALS)
  return Float64Array.from(axes, (axis, at) => {
    const name = part[at]?.name ?? ''
    const strata = Array.from({ length: STARTUP_TRIALS }, (_, stratum) => stratum)
    seededRandom(seed, 'strata', round, name).shuffle(strata)
    const stratum = strata[before % STARTUP_TRIALS] ?? 0
    return coordinateAt(axis, (stratum + streamOf(name).uniform()) / STARTUP_TRIALS)
  })
}

function mostPromising(
  axes: readonly Axis[],
  seen: readonly Observation[],
  random: Random,
): Float64Array {
  const { good, bad } = split(seen)
  const likely = parzenEstimator(axes, good)
  const unlikely = parzenEstimator(axes, bad)
  let best = likely.sample(random)
  let most = likely.logDensity(best) - unlikely.logDensity(best)
  for (let candidate = 1; candidate < CANDIDATES; candidate++) {
    const drawn = likely.sample(random)
    const promise = likely.logDensity(drawn) - unlikely.logDensity(drawn)
    if (promise <= most) continue
    best = drawn
    most = promise
  }
  return best
}

/** The best of those that have ended, 15 in 100 and at most 25; both sides in the order of the trials' numbers. */
function split(seen: readonly Observation[]): {
  readonly good: readonly Float64Array[]
  readonly bad: readonly Float64Array[]
} {
  const known = seen.filter(({ trial }) => trial.state !== 'failed')
  const ended = known.filter(({ trial }) => isEvidence(trial))
  const count = Math.min(Math.ceil(ended.length * 0.15), 25)
  const good = new Set(ended.toSorted((a, b) => order(a.trial, b.trial)).slice(0, count))
  const coordinatesOf = (observation: Observation) => observation.coordinates
  return {
    good: known.filter(observation => good.has(observation)).map(coordinatesOf),
    bad: known.filter(observation => !good.has(observation)).map(coordinatesOf),
  }
}

/** The best first: complete ones by their value, then pruned ones, those that came further before the others. */
function order(a: ObservedTrial, b: ObservedTrial): number {
  return lastStep(b) - lastStep(a) || worth(b) - worth(a) || a.number - b.number
}

function lastStep({ state, steps }: ObservedTrial): number {
  return state === 'complete' ? Number.MAX_VALUE : (steps.at(-1)?.step ?? -1)
}

function worth({ value }: ObservedTrial): number {
  return value ?? -Number.MAX_VALUE
}

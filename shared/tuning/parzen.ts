import type { Random } from '../random.ts'
import type { Axis, NumberAxis } from './axis.ts'
import { logNormalMass } from './normalMass.ts'

/** A density on the axes: a mixture of one kernel for each observation, and a wide one that stands for knowing nothing. */
export interface ParzenEstimator {
  /** One coordinate per axis. */
  sample(random: Random): Float64Array
  /** Natural logarithm of the density at a point: of the mass of its cell where an axis has cells. */
  logDensity(point: Float64Array): number
}

/** The mixture's kernels along one axis, in the order of the observations, the wide one last. */
interface Kernels {
  /** A coordinate drawn from one of them. */
  draw(kernel: number, random: Random): number
  /** Logarithm of the density of each at a coordinate. */
  logDensities(coordinate: number): Float64Array
}

/**
 * The Parzen estimator of TPE (Bergstra et al., *Algorithms for Hyper-Parameter Optimization*, NeurIPS 2011) as Optuna has
 * it: truncated normal kernels as wide as the gap to the further neighbour, at least a (2 + n)th of the axis (or a
 * hundredth, if that is more) and at most all of it; for choices one observation beside an even share. Observations from
 * the 26th newest back count less and less. It is multivariate: a kernel is a product over the axes, so what was good
 * together is drawn together.
 *
 * @param points - observations, one coordinate per axis, the oldest first
 */
export function parzenEstimator(
  axes: readonly Axis[],
  points: readonly Float64Array[],
): ParzenEstimator {
  const weights = kernelWeights(points.length)
  const logWeights = weights.map(Math.log)
  const kernels = axes.map((axis, at) => {
    const observed = Float64Array.from(points, point => point[at] ?? Number.NaN)
    return axis.kind === 'choice'
      ? choiceKernels(axis.choices.length, observed)
      : numberKernels(axis, observed)
  })
  return {
    sample(random) {
      const kernel = drawIndex(weights, random)
      return Float64Array.from(kernels, along => along.draw(kernel, random))
    },
    logDensity(point) {
      const sums = logWeights.slice()
      kernels.forEach((along, at) => add(sums, along.logDensities(point[at] ?? Number.NaN)))
      return logSumExp(sums)
    },
  }
}

/** Observations that count in full. */
const NEWEST = 25

/** The last is the wide kernel's; they add up to 1. */
function kernelWeights(observed: number): Float64Array {
  const weights = new Float64Array(observed + 1).fill(1)
  const older = observed - NEWEST
  for (let at = 0; at < older; at++) {
    const risen = older === 1 ? 0 : at / (older - 1)
    weights[at] = (1 - risen) / observed + risen
  }
  let sum = 0
  for (const weight of weights) sum += weight
  return weights.map(weight => weight / sum)
}

function choiceKernels(count: number, observed: Float64Array): Kernels {
  const even = 1 / (observed.length + 1)
  const shares = Array.from(observed, choice =>
    Float64Array.from(
      { length: count },
      (_, other) => (even + (other === choice ? 1 : 0)) / (count * even + 1),
    ),
  )
  shares.push(new Float64Array(count).fill(1 / count))
  return {
    draw: (kernel, random) => drawIndex(shares[kernel] ?? new Float64Array(1), random),
    logDensities: remember(choice => Float64Array.from(shares, of => Math.log(of[choice] ?? 0))),
  }
}

function numberKernels(axis: NumberAxis, observed: Float64Array): Kernels {
  const { low, high, snap, cellOf } = axis
  const range = high - low
  const centres = Float64Array.of(...observed, (low + high) / 2)
  const least = range / Math.min(100, observed.length + 2)
  const narrow = gaps(observed, axis).map(gap => Math.min(Math.max(gap, least), range))
  const widths = Float64Array.of(...narrow, range)
  /** What a kernel has between two coordinates. */
  const logMass = (kernel: number, from: number, to: number) => {
    const centre = centres[kernel] ?? 0
    const width = widths[kernel] ?? range
    return logNormalMass((from - centre) / width, (to - centre) / width)
  }
  const logInside = centres.map((_, kernel) => logMass(kernel, low, high))

  return {
    draw(kernel, random) {
      const centre = centres[kernel] ?? 0
      const width = widths[kernel] ?? range
      // a centre lies inside and no kernel is wider than the axis: at least a third of all draws do, too
      let drawn = Number.NaN
      while (!(drawn >= low && drawn <= high)) drawn = centre + width * random.normal()
      return snap(drawn)
    },
    logDensities: cellOf
      ? remember(coordinate => {
          const [from, to] = cellOf(coordinate)
          return logInside.map((inside, kernel) => logMass(kernel, from, to) - inside)
        })
      : coordinate =>
          logInside.map((inside, kernel) => {
            const width = widths[kernel] ?? range
            const z = (coordinate - (centres[kernel] ?? 0)) / width
            return -0.5 * z * z - HALF_LOG_2_PI - Math.log(width) - inside
          }),
  }
}

const HALF_LOG_2_PI = 0.5 * Math.log(2 * Math.PI)

/** Choices and cells are few, and each is asked for often. */
function remember(
  work: (coordinate: number) => Float64Array,
): (coordinate: number) => Float64Array {
  const known = new Map<number, Float64Array>()
  return coordinate => {
    const found = known.get(coordinate) ?? work(coordinate)
    known.set(coordinate, found)
    return found
  }
}

/** To the further of both neighbours; the outermost look inwards only, but a single one sees the ends of the axis. */
function gaps(observed: Float64Array, { low, high }: NumberAxis): Float64Array {
  const order = Array.from(observed.keys()).sort((a, b) => (observed[a] ?? 0) - (observed[b] ?? 0))
  const sorted = order.map(at => observed[at] ?? 0)
  const found = new Float64Array(observed.length)
  order.forEach((observation, at) => {
    const here = sorted[at] ?? 0
    const isAlone = sorted.length === 1
    const below = sorted[at - 1] ?? (isAlone ? low : here)
    const above = sorted[at + 1] ?? (isAlone ? high : here)
    found[observation] = Math.max(here - below, above - here)
  })
  return found
}

function add(sums: Float64Array, terms: Float64Array): void {
  for (let at = 0; at < sums.length; at++) sums[at] = (sums[at] ?? 0) + (terms[at] ?? 0)
}

/** @param shares - add up to 1 */
function drawIndex(shares: Float64Array, random: Random): number {
  let left = random.uniform()
  for (let at = 0; at < shares.length; at++) {
    left -= shares[at] ?? 0
    if (left < 0) return at
  }
  return shares.length - 1
}

function logSumExp(values: Float64Array): number {
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  let sum = 0
  for (const value of values) sum += Math.exp(value - most)
  return most + Math.log(sum)
}

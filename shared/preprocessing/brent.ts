const GOLDEN = 1.618034
const GOLDEN_SECTION = 0.381966
const GROW_LIMIT = 110
const TINY = 1e-21
const RELATIVE_TOLERANCE = 1.48e-8
const ABSOLUTE_TOLERANCE = 1e-11
const MAXIMUM_STEPS = 500
const MAXIMUM_BRACKET_STEPS = 1000

type Objective = (x: number) => number

/** The end of a search that was led away for ever, as by a function without a minimum. */
const NO_MINIMUM = Number.NaN

/**
 * A local minimum of a function of one number by Brent's method (Brent, "Algorithms for Minimization without
 * Derivatives", 1973), after the bracket grown from two points (Press et al., "Numerical Recipes", 10.1). Constants and
 * tolerances are those of `scipy.optimize.brent`, so that both end in the same minimum.
 *
 * @param objective - may return Infinity, not NaN
 * @returns NaN where no bracket is found
 */
export function minimise(objective: Objective, first: number, second: number): number {
  const bracket = bracketOf(objective, first, second)
  return bracket === null ? NO_MINIMUM : minimumWithin(objective, bracket)
}

interface Bracket {
  readonly low: number
  readonly middle: number
  readonly high: number
  readonly atMiddle: number
}

/** Walks downhill from two points, in steps that grow, until the function turns up again. */
function bracketOf(objective: Objective, first: number, second: number): Bracket | null {
  let [a, b] = [first, second]
  let [fa, fb] = [objective(a), objective(b)]
  if (fa < fb) {
    ;[a, b] = [b, a]
    ;[fa, fb] = [fb, fa]
  }
  let c = b + GOLDEN * (b - a)
  let fc = objective(c)

  for (let step = 0; fc < fb; step++) {
    if (step > MAXIMUM_BRACKET_STEPS) return null
    const left = (b - a) * (fb - fc)
    const right = (b - c) * (fb - fa)
    const bend = right - left
    const vertex =
      b - ((b - c) * right - (b - a) * left) / (Math.abs(bend) < TINY ? 2 * TINY : 2 * bend)
    const limit = b + GROW_LIMIT * (c - b)
    let next = vertex
    let fnext = 0

    if ((vertex - c) * (b - vertex) > 0) {
      fnext = objective(next)
      if (fnext < fc) return ordered(b, next, c, fnext)
      if (fnext > fb) return ordered(a, b, next, fb)
      next = c + GOLDEN * (c - b)
      fnext = objective(next)
    } else if ((vertex - limit) * (limit - c) >= 0) {
      next = limit
      fnext = objective(next)
    } else if ((vertex - limit) * (c - vertex) > 0) {
      fnext = objective(next)
      if (fnext < fc) {
        ;[b, fb] = [c, fc]
        ;[c, fc] = [next, fnext]
        next = c + GOLDEN * (c - b)
        fnext = objective(next)
      }
    } else {
      next = c + GOLDEN * (c - b)
      fnext = objective(next)
    }
    ;[a, fa] = [b, fb]
    ;[b, fb] = [c, fc]
    ;[c, fc] = [next, fnext]
  }
  return Number.isFinite(fb) ? ordered(a, b, c, fb) : null
}

function ordered(a: number, middle: number, c: number, atMiddle: number): Bracket {
  return { low: Math.min(a, c), middle, high: Math.max(a, c), atMiddle }
}

/** Parabolas through the three best points, golden sections where these do not help. */
function minimumWithin(objective: Objective, bracket: Bracket): number {
  let { low, high } = bracket
  let best = bracket.middle
  let second = best
  let third = best
  let fbest = bracket.atMiddle
  let fsecond = fbest
  let fthird = fbest
  let step = 0
  let stepBefore = 0

  for (let count = 0; count < MAXIMUM_STEPS; count++) {
    const tolerance = RELATIVE_TOLERANCE * Math.abs(best) + ABSOLUTE_TOLERANCE
    const middle = 0.5 * (low + high)
    if (Math.abs(best - middle) < 2 * tolerance - 0.5 * (high - low)) break

    let parabola = Number.NaN
    if (Math.abs(stepBefore) > tolerance) {
      const left = (best - second) * (fbest - fthird)
      const right = (best - third) * (fbest - fsecond)
      const bend = 2 * (right - left)
      const width = Math.abs(bend)
      const numerator = ((best - third) * right - (best - second) * left) * (bend > 0 ? -1 : 1)
      const helps =
        numerator > width * (low - best) &&
        numerator < width * (high - best) &&
        Math.abs(numerator) < Math.abs(0.5 * width * stepBefore)
      stepBefore = step
      if (helps) parabola = numerator / width
    }
    if (Number.isNaN(parabola)) {
      stepBefore = best >= middle ? low - best : high - best
      step = GOLDEN_SECTION * stepBefore
    } else {
      step = parabola
      const reached = best + step
      if (reached - low < 2 * tolerance || high - reached < 2 * tolerance) {
        step = middle >= best ? tolerance : -tolerance
      }
    }

    const tried = best + (Math.abs(step) < tolerance ? (step >= 0 ? tolerance : -tolerance) : step)
    const ftried = objective(tried)
    if (ftried > fbest) {
      if (tried < best) low = tried
      else high = tried
      if (ftried <= fsecond || second === best) {
        ;[third, fthird] = [second, fsecond]
        ;[second, fsecond] = [tried, ftried]
      } else if (ftried <= fthird || third === best || third === second) {
        ;[third, fthird] = [tried, ftried]
      }
    } else {
      if (tried >= best) low = best
      else high = best
      ;[third, fthird] = [second, fsecond]
      ;[second, fsecond] = [best, fbest]
      ;[best, fbest] = [tried, ftried]
    }
  }
  return best
}

import type { Random } from '../random.ts'

/** True with probability `p`. */
export function chance(random: Random, p: number): boolean {
  return random.uniform() < p
}

/** One of `choices`, each as likely as its weight; the last one takes what rounding leaves. */
export function weighted<T>(random: Random, choices: readonly (readonly [T, number])[]): T {
  let total = 0
  for (const [, weight] of choices) total += weight
  let left = random.uniform() * total
  for (const [value, weight] of choices) {
    left -= weight
    if (left < 0) return value
  }
  const last = choices.at(-1)
  if (last === undefined) throw new RangeError('there must be at least one choice')
  return last[0]
}

/** One of `choices`, all equally likely. */
export function oneOf<T>(random: Random, choices: readonly T[]): T {
  const chosen = choices[random.int(choices.length)]
  if (chosen === undefined) throw new RangeError('there must be at least one choice')
  return chosen
}

/** Exponentially distributed with the given mean. */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random.uniform())
}

/** A whole number from `low` to `high`, both inclusive. */
export function between(random: Random, low: number, high: number): number {
  return low + random.int(high - low + 1)
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}

/** To `decimals` places, halves up. */
export function round(value: number, decimals: 0 | 1 | 2 | 3 | 4): number {
  const scale = [1, 10, 100, 1000, 10_000][decimals] ?? 1
  return Math.round(value * scale) / scale
}

export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

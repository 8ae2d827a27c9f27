import type { Input } from './patientValues.ts'

export interface SliderRange {
  readonly low: number
  readonly high: number
  readonly step: number
  /** Where it stands while the value is missing. */
  readonly start: number
}

/** Steps from one end to the other, at least. */
const STEPS = 100

/**
 * Over what an input's slider goes: where 98 % of the training patients lie, and as far as the value that was given; the
 * ends are multiples of the step. Undefined for what is no number, and where training saw one value only.
 */
export function sliderRange(
  { kind, unit, training }: Pick<Input, 'kind' | 'unit' | 'training'>,
  given: number | undefined,
): SliderRange | undefined {
  if (kind !== 'number' || training.low === undefined || training.high === undefined) {
    return undefined
  }
  const least = Math.min(training.low, given ?? training.low)
  const most = Math.max(training.high, given ?? training.high)
  if (!(most > least)) return undefined
  const isWhole = unit === 'points' || unit === null
  const step = isWhole ? Math.max(roundStep(most - least), 1) : roundStep(most - least)
  const [low, high] = [onStep(Math.floor(least / step), step), onStep(Math.ceil(most / step), step)]
  const middle = typeof training.fill === 'number' ? training.fill : (least + most) / 2
  return { low, high, step, start: onStep(Math.round(middle / step), step) }
}

/** The largest of 1, 2 and 5 times a power of ten of which `STEPS` go into the span. */
function roundStep(span: number): number {
  const power = Number(`1e${Math.floor(Math.log10(span / STEPS))}`)
  const times = [5, 2].find(factor => factor * power * STEPS <= span) ?? 1
  return Number((times * power).toPrecision(1))
}

/** A multiple of the step without what binary fractions add to it. */
function onStep(multiple: number, step: number): number {
  return Number((multiple * step).toPrecision(12))
}

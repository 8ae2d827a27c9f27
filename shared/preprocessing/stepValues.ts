import type { Frame } from '../tables/frame.ts'
import type { ColumnStep } from './preprocessor.ts'
import { readNumbers, readTexts } from './readColumn.ts'
import { yeoJohnson } from './yeoJohnson.ts'

type Step<From extends ColumnStep['from']> = Extract<ColumnStep, { from: From }>
type Cap = Step<'number'>['cap']
type Transform = Step<'number'>['transform']
type Scaling = Step<'number'>['scaling']

/**
 * The values of one column of the design matrix at some rows of a frame (all of them when absent), in their order.
 *
 * @param spare - of as many values, which may be written over and be what is answered
 */
export function stepValues(
  step: ColumnStep,
  frame: Frame,
  rows?: Int32Array,
  spare?: Float64Array,
): Float64Array {
  switch (step.from) {
    case 'number':
      return numberValues(step, readNumbers(frame, step.feature, rows, spare))
    case 'flag':
      return filled(readNumbers(frame, step.feature, rows, spare), step.fill)
    case 'missing':
      return step.kind === 'category'
        ? Float64Array.from(readTexts(frame, step.feature, rows), text => Number(text === null))
        : readNumbers(frame, step.feature, rows).map(value => Number(Number.isNaN(value)))
    case 'level':
      return levelValues(step, readTexts(frame, step.feature, rows))
    case 'ordinal':
      return mappedValues(step, (_, at) => at, -1, readTexts(frame, step.feature, rows))
    case 'frequency': {
      const { frequencies } = step
      const frequencyOf = (_: string, at: number) => frequencies[at] ?? 0
      return mappedValues(step, frequencyOf, 0, readTexts(frame, step.feature, rows))
    }
    default:
      return step satisfies never
  }
}

function numberValues(
  { cap, fill, transform, scaling }: Step<'number'>,
  values: Float64Array,
): Float64Array {
  // caps first: what fills is on the scale of what they leave
  return scaled(transformed(filled(capped(values, cap), fill), transform), scaling)
}

/** Numbers brought within their caps, in place, as what follows does; null caps nothing. */
export function capped(values: Float64Array, cap: Cap): Float64Array {
  if (cap === null) return values
  const { low, high } = cap
  for (let row = 0; row < values.length; row++) {
    // NaN stays NaN
    values[row] = Math.min(Math.max(values[row] ?? 0, low), high)
  }
  return values
}

/** In place: missing values (NaN) filled, where there is something to fill with. */
export function filled(values: Float64Array, fill: number | null): Float64Array {
  if (fill === null) return values
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row])) values[row] = fill
  }
  return values
}

/** In place: the signed square, or Yeo and Johnson's transform. */
export function transformed(values: Float64Array, transform: Transform): Float64Array {
  if (transform === null) return values
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? 0
    values[row] =
      transform.kind === 'square' ? value * Math.abs(value) : yeoJohnson(value, transform.lambda)
  }
  return values
}

/** In place: centred and scaled. */
export function scaled(values: Float64Array, scaling: Scaling): Float64Array {
  if (scaling === null) return values
  const { mean, scale } = scaling
  for (let row = 0; row < values.length; row++) values[row] = ((values[row] ?? 0) - mean) / scale
  return values
}

function levelValues({ level, fill }: Step<'level'>, texts: readonly (string | null)[]) {
  const values = new Float64Array(texts.length)
  for (let row = 0; row < values.length; row++) values[row] = (texts[row] ?? fill) === level ? 1 : 0
  return values
}

/** A number for each level, `unseen` for one that the training rows never had. */
function mappedValues(
  { levels, fill, scaling }: Step<'ordinal' | 'frequency'>,
  valueOf: (level: string, at: number) => number,
  unseen: number,
  texts: readonly (string | null)[],
): Float64Array {
  const byLevel = new Map(levels.map((level, at) => [level, valueOf(level, at)] as const))
  const values = new Float64Array(texts.length)
  for (let row = 0; row < values.length; row++) {
    const level = texts[row] ?? fill
    values[row] = level === null ? Number.NaN : (byLevel.get(level) ?? unseen)
  }
  return scaled(values, scaling)
}

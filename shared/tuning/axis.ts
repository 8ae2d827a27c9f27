import type { ParameterValue } from '../models/model.ts'
import type { Dimension } from './space.ts'

/**
 * A dimension as a density sees it: its values as coordinates. A choice's is its place in the list; a number's is the
 * number, or its logarithm; a whole number is a cell half a step to both sides, so that the ends are as wide as the others.
 */
export type Axis = NumberAxis | ChoiceAxis

export interface NumberAxis {
  readonly kind: 'number'
  readonly low: number
  readonly high: number
  /** Moves a coordinate in low … high to the one of the nearest value. */
  readonly snap: (coordinate: number) => number
  /** Bounds of the cell of a value's coordinate; absent where every coordinate is a value. */
  readonly cellOf?: (coordinate: number) => readonly [low: number, high: number]
  readonly valueOf: (coordinate: number) => number
  readonly coordinateOf: (value: number) => number
}

export interface ChoiceAxis {
  readonly kind: 'choice'
  readonly choices: readonly ParameterValue[]
}

export function axisOf(dimension: Dimension): Axis {
  if (dimension.kind === 'choice') return { kind: 'choice', choices: dimension.choices }
  const { low, high, log } = dimension
  const coordinateOf = log ? Math.log : (value: number) => value
  const numberOf = log ? Math.exp : (coordinate: number) => coordinate
  // exp(log x) may leave the range by its last bit
  const inRange = (value: number) => Math.min(Math.max(value, low), high)
  if (dimension.kind === 'float') {
    return {
      kind: 'number',
      low: coordinateOf(low),
      high: coordinateOf(high),
      snap: coordinate => coordinate,
      valueOf: coordinate => inRange(numberOf(coordinate)),
      coordinateOf,
    }
  }
  const { step } = dimension
  const steps = Math.floor((high - low) / step)
  const nearest = (coordinate: number) => {
    const at = Math.round((numberOf(coordinate) - low) / step)
    return low + step * Math.min(Math.max(at, 0), steps)
  }
  return {
    kind: 'number',
    low: coordinateOf(low - step / 2),
    high: coordinateOf(low + step * steps + step / 2),
    snap: coordinate => coordinateOf(nearest(coordinate)),
    cellOf: coordinate => {
      const value = nearest(coordinate)
      return [coordinateOf(value - step / 2), coordinateOf(value + step / 2)]
    },
    valueOf: nearest,
    coordinateOf,
  }
}

/** The value at a coordinate. */
export function valueOn(axis: Axis, coordinate: number): ParameterValue {
  return axis.kind === 'choice' ? (axis.choices[coordinate] ?? null) : axis.valueOf(coordinate)
}

/** The coordinate of a value; undefined where it is none of this axis. */
export function coordinateOn(axis: Axis, value: ParameterValue | undefined): number | undefined {
  if (value === undefined) return undefined
  if (axis.kind === 'choice') {
    const at = axis.choices.indexOf(value)
    return at === -1 ? undefined : at
  }
  if (typeof value !== 'number') return undefined
  const coordinate = axis.coordinateOf(value)
  return coordinate >= axis.low && coordinate <= axis.high ? coordinate : undefined
}

/** The coordinate that has a share of the axis below it: 0 … 1, both inclusive. */
export function coordinateAt(axis: Axis, share: number): number {
  if (axis.kind === 'choice') {
    return Math.min(Math.floor(share * axis.choices.length), axis.choices.length - 1)
  }
  return axis.snap(axis.low + (axis.high - axis.low) * share)
}

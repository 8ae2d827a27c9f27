import type { ParameterValue } from '../../shared/models/model.ts'
import { parameterInWords, parameterTitle, type Study, type Trial } from './trials.ts'

export type Dimension = NonNullable<Study['space'][Trial['family']]>[number]

/** A parameter that a family's trials may choose, over the whole range from which the search draws it. */
export interface ParameterAxis {
  readonly name: string
  readonly title: string
  /** Where along the axis, 0 … 1, and what stands there. */
  readonly ticks: readonly { readonly share: number; readonly label: string }[]
  /** 0 … 1, by the logarithm where the search draws it so; undefined where a trial has no such parameter. */
  readonly shareOf: (value: ParameterValue | undefined) => number | undefined
}

/** What a trial chose, its feature set among it. */
export function choicesOf({
  featureSet,
  parameters,
}: Pick<Trial, 'featureSet' | 'parameters'>): Readonly<Record<string, ParameterValue>> {
  return { featureSet, ...parameters }
}

/**
 * The axes of a family, in the order in which its parameters are drawn; what leaves no choice has none.
 *
 * @param trials - of the family; what one of them chose outside of today's space, as the search once was, widens its axis
 */
export function parameterAxes(
  space: readonly Dimension[],
  featureSets: Study['featureSets'],
  trials: readonly Pick<Trial, 'featureSet' | 'parameters'>[],
): readonly ParameterAxis[] {
  const sets: Dimension = { name: 'featureSet', kind: 'choice', choices: featureSets }
  return [sets, ...space]
    .map(dimension => {
      const chosen = trials.flatMap(trial => choicesOf(trial)[dimension.name] ?? [])
      return dimension.kind === 'choice'
        ? choiceAxis(dimension.name, [...new Set([...dimension.choices, ...chosen])])
        : rangeAxis(dimension, chosen)
    })
    .filter(({ ticks }) => ticks.length > 1)
}

/** Each choice stands in the middle of its part of the axis. */
function choiceAxis(name: string, choices: readonly ParameterValue[]): ParameterAxis {
  const shareOf = (value: ParameterValue | undefined): number | undefined => {
    const at = value === undefined ? -1 : choices.indexOf(value)
    return at === -1 ? undefined : (at + 0.5) / choices.length
  }
  return { name, title: parameterTitle(name), shareOf, ticks: ticksAt(choices, shareOf) }
}

function rangeAxis(
  dimension: Exclude<Dimension, { kind: 'choice' }>,
  chosen: readonly ParameterValue[],
): ParameterAxis {
  const { name, kind, log } = dimension
  const numbers = chosen.filter(value => typeof value === 'number')
  const low = Math.min(dimension.low, ...numbers)
  const high = Math.max(dimension.high, ...numbers)
  const middle = log ? Math.sqrt(low * high) : (low + high) / 2
  const coordinateOf = (value: number): number => (log ? Math.log(value) : value)
  const shareOf = (value: ParameterValue | undefined): number | undefined =>
    typeof value === 'number'
      ? (coordinateOf(value) - coordinateOf(low)) / (coordinateOf(high) - coordinateOf(low))
      : undefined
  const ends = [low, kind === 'int' ? Math.round(middle) : middle, high]
  return { name, title: parameterTitle(name), shareOf, ticks: ticksAt(ends, shareOf) }
}

function ticksAt(
  values: readonly ParameterValue[],
  shareOf: ParameterAxis['shareOf'],
): ParameterAxis['ticks'] {
  return [...new Set(values)].flatMap(value => {
    const share = shareOf(value)
    return share === undefined ? [] : [{ share, label: parameterInWords(value) ?? '' }]
  })
}

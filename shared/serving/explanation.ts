import { OASIS_COMPONENTS } from '../features/oasis.ts'
import type { ScoreComponent } from '../features/severityScore.ts'
import { unitInWords } from '../features/unitInWords.ts'
import type { Matrix } from '../models/matrix.ts'
import type { Contributions } from '../models/model.ts'
import type { Column, Frame } from '../tables/frame.ts'
import type { ServedModel } from './servedModel.ts'

/** How one input pushed one prediction, in log-odds: positive towards death. */
export interface FeatureContribution {
  readonly feature: string
  /** In the clinician's words, as the catalogue has it. */
  readonly label: string
  /** In words; null where there is none. */
  readonly unit: string | null
  /** As it was given; null where it was missing. */
  readonly value: number | string | null
  readonly contribution: number
}

/** The name under which a brief explanation sums what it does not list. */
export const OTHER_INPUTS = '(other inputs)'

/** What a brief explanation lists of each row. */
const LISTED_IN_BRIEF = 20

/**
 * Maps the contributions of a design matrix back to the features a clinician gave: the columns made from one feature
 * (levels, missing indicator, transformed value) are summed. Features that contributed nothing are not listed; the
 * others come by magnitude, so that `baseValue` plus the list is the margin.
 *
 * @param brief - list the 20 largest of each row and the sum of the rest
 */
export function explanations(
  model: ServedModel,
  frame: Frame,
  matrix: Matrix,
  brief: boolean,
): { readonly baseValue: number; readonly of: (row: number) => FeatureContribution[] } {
  const contributions = model.scorer.contributions(matrix)
  const perFeature = featureSums(model, frame, matrix, contributions)
  const described = descriptionsOf(model)

  return {
    baseValue: contributions.baseValue,
    of(row) {
      const listed: FeatureContribution[] = []
      for (const [feature, contribution] of perFeature(row)) {
        if (contribution === 0) continue
        const { label, unit } = described.get(feature) ?? { label: feature, unit: null }
        const value = valueAt(frame.columns[feature], row)
        listed.push({ feature, label, unit, value, contribution })
      }
      listed.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
      return brief ? shortened(listed) : listed
    },
  }
}

type Description = Pick<FeatureContribution, 'label' | 'unit'>

/** By model: requests are many. */
const known = new WeakMap<ServedModel, ReadonlyMap<string, Description>>()

function descriptionsOf(model: ServedModel): ReadonlyMap<string, Description> {
  let descriptions = known.get(model)
  if (descriptions === undefined) {
    descriptions = new Map(
      model.features.map(({ name, description, unit }) => [
        name,
        { label: description, unit: unitInWords(unit) || null },
      ]),
    )
    known.set(model, descriptions)
  }
  return descriptions
}

/** Log-odds by feature of one row. */
function featureSums(
  model: ServedModel,
  frame: Frame,
  matrix: Matrix,
  { values }: Contributions,
): (row: number) => ReadonlyMap<string, number> {
  const sources = model.preprocessor.sources
  const deciding =
    model.preprocessor.kind === 'oasis'
      ? OASIS_COMPONENTS.map(component => decidingFeature(component, frame))
      : []
  return row => {
    const sums = new Map<string, number>()
    for (let column = 0; column < matrix.columns; column++) {
      const feature = deciding[column]?.(row) ?? sources[column] ?? matrix.names[column] ?? ''
      const contribution = values[row * matrix.columns + column] ?? 0
      sums.set(feature, (sums.get(feature) ?? 0) + contribution)
    }
    return sums
  }
}

/**
 * Which of a component's inputs gave it its points: a heart rate of 140 scores by its highest value, not its lowest.
 * Where either would alone, or neither, the first.
 */
function decidingFeature(component: ScoreComponent, frame: Frame): (row: number) => string {
  const first = component.features[0] ?? component.name
  if (component.features.length < 2) return () => first
  const readers = component.features.map(feature => numberReader(frame.columns[feature]))
  return row => {
    const values = readers.map(read => read(row))
    const points = component.points(...values)
    const alone = component.features.find((_, index) => {
      const only = values.map((value, other) => (other === index ? value : Number.NaN))
      return component.points(...only) === points
    })
    return alone ?? first
  }
}

function shortened(listed: FeatureContribution[]): FeatureContribution[] {
  if (listed.length <= LISTED_IN_BRIEF + 1) return listed
  let rest = 0
  for (const { contribution } of listed.slice(LISTED_IN_BRIEF)) rest += contribution
  return [
    ...listed.slice(0, LISTED_IN_BRIEF),
    { feature: OTHER_INPUTS, label: 'Other inputs', unit: null, value: null, contribution: rest },
  ]
}

function valueAt(column: Column | undefined, row: number): number | string | null {
  const value = column?.values[row] ?? null
  return typeof value === 'number' && Number.isNaN(value) ? null : value
}

function numberReader(column: Column | undefined): (row: number) => number {
  if (column?.kind !== 'number') return () => Number.NaN
  return row => column.values[row] ?? Number.NaN
}

import type { TrialPlan } from '../contracts/study.ts'
import type { FeatureSet } from '../features/feature.ts'
import type { FamilyName, Parameters, ParameterValue } from '../models/model.ts'
import { axisOf, coordinateAt, valueOn } from './axis.ts'
import { type Dimension, isActive, type Space, searchSpace } from './space.ts'

/** What a trial may choose: everything of its plan but its number. */
export type Choice = Omit<TrialPlan, 'number'>

/**
 * The whole space of a study as one tree: `family`, and below each family its `featureSet` (which features help depends on
 * what learns from them), its hyperparameters and its preprocessing. Below `logistic`, `C` is the dimension `logistic.C`.
 */
export function studySpace(
  families: readonly FamilyName[],
  featureSets: readonly FeatureSet[],
): Space {
  return [
    { name: 'family', kind: 'choice', choices: families },
    ...families.flatMap(family => {
      const own: Space = [
        { name: 'featureSet', kind: 'choice', choices: featureSets },
        ...searchSpace(family),
      ]
      return own.map(dimension => below(family, dimension))
    }),
  ]
}

function below(family: FamilyName, dimension: Dimension): Dimension {
  const { name, when } = dimension
  const condition = when
    ? { name: nameBelow(family, when.name), among: when.among }
    : { name: 'family', among: [family] }
  return { ...dimension, name: nameBelow(family, name), when: condition }
}

function nameBelow(family: FamilyName, name: string): string {
  return `${family}.${name}`
}

/** The point of the space at which a trial was. */
export function pointOf({ family, featureSet, parameters }: Choice): Parameters {
  const own = Object.entries({ featureSet, ...parameters })
  return {
    family,
    ...Object.fromEntries(own.map(([name, value]) => [nameBelow(family, name), value])),
  }
}

/**
 * What a point of the space means.
 *
 * @param offered - what the study's space was made of
 * @throws where the point is not of that space
 */
export function choiceOf(
  point: Parameters,
  offered: {
    readonly families: readonly FamilyName[]
    readonly featureSets: readonly FeatureSet[]
  },
): Choice {
  const family = offered.families.find(name => name === point['family'])
  if (family === undefined) throw new Error(`no family of the study: ${point['family']}`)
  const prefix = nameBelow(family, '')
  const own: Record<string, ParameterValue> = {}
  for (const [name, value] of Object.entries(point)) {
    if (name.startsWith(prefix)) own[name.slice(prefix.length)] = value
  }
  const { featureSet: chosen, ...parameters } = own
  const featureSet = offered.featureSets.find(name => name === chosen)
  if (featureSet === undefined) throw new Error(`no feature set of the study: ${chosen}`)
  return { family, featureSet, parameters }
}

/** The middle of every range and the first of every choice: a point that is reasonable before anything is known. */
export function centreOf(space: Space): Parameters {
  const point: Record<string, ParameterValue> = {}
  for (const dimension of space) {
    if (!isActive(dimension, point)) continue
    const axis = axisOf(dimension)
    point[dimension.name] = valueOn(axis, coordinateAt(axis, axis.kind === 'choice' ? 0 : 0.5))
  }
  return point
}

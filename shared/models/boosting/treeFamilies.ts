import { z } from 'zod'
import type { Matrix } from '../matrix.ts'
import type { FamilyName, FitOptions, ModelFamily, Parameters } from '../model.ts'
import { checkColumns, checkLabels, parseParameters } from '../trainingInput.ts'
import { ensembleContributions } from './contributions.ts'
import type { TreeEnsemble } from './ensemble.ts'
import { ensembleMargins } from './margins.ts'
import { type BoostingParameters, boostingParameters } from './parameters.ts'
import { readXgboost } from './readXgboost.ts'
import { type BoostingOptions, trainBoosting, trainOnBins } from './train.ts'
import { writeXgboost, type XgboostDocument, xgboostText } from './writeXgboost.ts'

type Family = 'boosting' | 'random-forest'

type ChosenParameters = Omit<BoostingParameters, 'baseScore'> & {
  readonly baseScore: number | 'share'
}

/** Where margins start; `share`: at the share of deaths among the training rows, by weight. */
const baseScore = z
  .union([boostingParameters.shape.baseScore.unwrap(), z.literal('share')])
  .default('share')

/** A model is fitted on all rows that it gets, so that there are none to stop early by: the search chooses the rounds. */
export const boostingFamilyParameters = boostingParameters
  .omit({ earlyStoppingRounds: true })
  .extend({ baseScore })

/** As XGBoost's documentation has them, but for the rounds (1) and the learning rate (1) that make it a random forest. */
export const randomForestParameters = boostingParameters
  .omit({ earlyStoppingRounds: true, numRounds: true, eta: true })
  .extend({
    numParallelTree: boostingParameters.shape.numParallelTree.unwrap().default(200),
    maxDepth: boostingParameters.shape.maxDepth.unwrap().default(10),
    /** As many as a bootstrap sample has different rows. */
    subsample: boostingParameters.shape.subsample.unwrap().default(0.632),
    colsampleByNode: boostingParameters.shape.colsampleByNode.unwrap().default(0.3),
    baseScore,
  })

/**
 * Gradient boosting with the logistic loss, ours (`trainBoosting`), missing values learning their direction. The model is
 * XGBoost's JSON document itself: XGBoost loads it and predicts the same margins.
 *
 * Contributions are exact path-dependent TreeSHAP, as XGBoost's `pred_contribs`.
 */
export const boosting: ModelFamily<XgboostDocument> = treeFamily('boosting', parameters =>
  parseParameters('boosting', boostingFamilyParameters, parameters),
)

/**
 * A random forest by the same trainer, as XGBoost makes one ("Random Forests(TM) in XGBoost"): one round of
 * `numParallelTree` trees, each on a sample of the rows, each split on a sample of the columns. The model is XGBoost's JSON
 * document, and contributions are as for `boosting`.
 *
 * Probability: a tree's leaf holds the Newton step of the logistic loss from the base score p₀, which without penalties is
 * (share of deaths − p₀) / (p₀ (1 − p₀)); the margin is logit p₀ plus the mean of these over the trees. So it ranks as the
 * mean share of deaths does, which a forest votes with, but its sigmoid is that share to first order about p₀ only: far
 * from there it needs the calibration that every published model is given a chance of.
 */
export const randomForest: ModelFamily<XgboostDocument> = treeFamily(
  'random-forest',
  parameters => ({
    ...parseParameters('random-forest', randomForestParameters, parameters),
    numRounds: 1,
    eta: 1,
  }),
)

/** The file that XGBoost loads, of what `model.json` holds; undefined where the family is none of these. */
export function xgboostFile(family: FamilyName, model: unknown): string | undefined {
  if (family !== 'boosting' && family !== 'random-forest') return undefined
  return xgboostText(writeXgboost(readXgboost(model)))
}

function treeFamily(
  name: Family,
  parse: (parameters: Parameters) => ChosenParameters,
): ModelFamily<XgboostDocument> {
  // read once, however often it scores
  const ensembles = new WeakMap<XgboostDocument, TreeEnsemble>()
  const documentOf = (ensemble: TreeEnsemble): XgboostDocument => {
    const document = writeXgboost(ensemble)
    ensembles.set(document, ensemble)
    return document
  }
  const ensembleOf = (document: XgboostDocument, matrix: Matrix): TreeEnsemble => {
    let ensemble = ensembles.get(document)
    if (ensemble === undefined) {
      ensemble = readXgboost(document)
      ensembles.set(document, ensemble)
    }
    checkColumns(name, ensemble.names, matrix)
    return ensemble
  }
  const wholeOf = (parameters: Parameters, labels: Uint8Array, options: FitOptions) => {
    const chosen = parse(parameters)
    const start =
      chosen.baseScore === 'share'
        ? shareOfDeaths(labels, chosen.scalePosWeight, options)
        : chosen.baseScore
    return { ...chosen, baseScore: start }
  }
  return {
    name,
    takesMissing: true,
    fit(matrix, labels, parameters, options) {
      checkLabels(name, matrix, labels)
      const whole = wholeOf(parameters, labels, options)
      return documentOf(trainBoosting(matrix, labels, whole, trainingOptions(whole, options)))
    },
    onBins: {
      maxBin: parameters => parse(parameters).maxBin,
      fit(binned, labels, parameters, options) {
        checkLabels(name, binned, labels)
        const whole = wholeOf(parameters, labels, options)
        return documentOf(trainOnBins(binned, labels, whole, trainingOptions(whole, options)))
      },
    },
    margins: (model, matrix) => ensembleMargins(ensembleOf(model, matrix), matrix),
    contributions: (model, matrix) => ensembleContributions(ensembleOf(model, matrix), matrix),
    parse(json) {
      try {
        return documentOf(readXgboost(json))
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        throw new Error(`not a model of the family ${name}: ${reason}`, { cause: error })
      }
    },
  }
}

function trainingOptions(
  { numRounds }: BoostingParameters,
  { seed, weights, watch }: FitOptions,
): BoostingOptions {
  const weighted = weights === undefined ? { seed } : { seed, weights }
  if (watch === undefined) return weighted
  return {
    ...weighted,
    validation: { matrix: watch.matrix, labels: watch.labels },
    afterRound: (round, margins) => watch.goesOn((round + 1) / numRounds, margins),
  }
}

/** By weight; within the bounds of a base score. */
function shareOfDeaths(
  labels: Uint8Array,
  scalePosWeight: number,
  { weights }: FitOptions,
): number {
  let deaths = 0
  let all = 0
  labels.forEach((label, row) => {
    const weight = (weights?.[row] ?? 1) * (label === 1 ? scalePosWeight : 1)
    deaths += label * weight
    all += weight
  })
  return Math.min(Math.max(deaths / all, 1e-6), 0.999999)
}

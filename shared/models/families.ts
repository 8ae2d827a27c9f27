import { boosting, randomForest } from './boosting/treeFamilies.ts'
import { logistic } from './logistic.ts'
import { mlLogisticRegression } from './mlLogisticRegression.ts'
import { mlRandomForest } from './mlRandomForest.ts'
import type { FamilyName, ModelFamily } from './model.ts'
import { severity } from './severity.ts'

/** Every family by its name, the shape of its models hidden: they come out of `fit` or `parse` and go back in. */
export const FAMILY: Readonly<Record<FamilyName, ModelFamily<unknown>>> = {
  severity: hidden(severity),
  logistic: hidden(logistic),
  'ml-logistic-regression': hidden(mlLogisticRegression),
  'ml-random-forest': hidden(mlRandomForest),
  'random-forest': hidden(randomForest),
  boosting: hidden(boosting),
}

/** A family that recognises its own models; what it did not fit or parse itself it parses first, or throws. */
function hidden<Model extends object>(family: ModelFamily<Model>): ModelFamily<unknown> {
  const known = new WeakSet<object>()
  const remembered = (model: Model): Model => {
    known.add(model)
    return model
  }
  const isKnown = (model: unknown): model is Model =>
    typeof model === 'object' && model !== null && known.has(model)
  const opened = (model: unknown): Model => (isKnown(model) ? model : family.parse(model))
  const { onBins } = family
  return {
    name: family.name,
    takesMissing: family.takesMissing,
    fit: (...training) => remembered(family.fit(...training)),
    ...(onBins === undefined
      ? {}
      : { onBins: { ...onBins, fit: (...training) => remembered(onBins.fit(...training)) } }),
    margins: (model, matrix) => family.margins(opened(model), matrix),
    contributions: (model, matrix) => family.contributions(opened(model), matrix),
    standardErrors: (model, matrix) => family.standardErrors?.(opened(model), matrix) ?? null,
    parse: json => remembered(family.parse(json)),
  }
}

import { CATALOGUE, SCORE_NAMES } from '../../../shared/features/catalogue.ts'
import { OASIS_COMPONENTS } from '../../../shared/features/oasis.ts'
import { oasisPreprocessor } from '../../../shared/preprocessing/oasisPreprocessor.ts'
import type { TabularPreprocessor } from '../../../shared/preprocessing/preprocessor.ts'
import type { ArtifactFeature, ModelArtifact } from '../../../shared/registry/artifact.ts'
import { familyScorer } from '../../../shared/serving/familyScorer.ts'
import { featureTable, type Vocabulary } from '../../../shared/serving/featureTable.ts'
import { parsePredictRequest } from '../../../shared/serving/predictRequest.ts'
import { score } from '../../../shared/serving/score.ts'
import { loadModel, type ServedModel } from '../../../shared/serving/servedModel.ts'
import { sampleArtifact, sampleFeature } from '../registry/sampleVersion.ts'

export const VOCABULARY: Vocabulary = {
  kinds: new Map([
    ['sodium_min', 'number'],
    ['first_careunit', 'category'],
  ]),
  leaking: new Set(['icu_hours']),
}

const RISK_BANDS = { medium: 0.2, high: 0.5 }

/**
 * A logistic regression small enough to work out by hand:
 * −2 + 0.5 · (age − 60)/10 + 0.3 · lactate (capped at 10, 1.5 where missing) + 0.2 where lactate is missing
 * + 1 if ventilated − 0.1 if female (male where missing).
 */
export function logisticArtifact(changes: Partial<ModelArtifact> = {}): ModelArtifact {
  const preprocessor: TabularPreprocessor = {
    kind: 'tabular',
    names: ['age', 'lactate_max', 'lactate_max_missing', 'mech_vent_any', 'gender=F'],
    sources: ['age', 'lactate_max', 'lactate_max', 'mech_vent_any', 'gender'],
    fills: [],
    columns: [
      {
        from: 'number',
        feature: 'age',
        cap: null,
        fill: 65,
        transform: null,
        scaling: { mean: 60, scale: 10 },
      },
      {
        from: 'number',
        feature: 'lactate_max',
        cap: { low: 0, high: 10 },
        fill: 1.5,
        transform: null,
        scaling: null,
      },
      { from: 'missing', feature: 'lactate_max', kind: 'number' },
      { from: 'flag', feature: 'mech_vent_any', fill: 0 },
      { from: 'level', feature: 'gender', level: 'F', fill: 'M' },
    ],
  }
  return {
    ...sampleArtifact(1),
    riskBands: RISK_BANDS,
    family: 'logistic',
    features: [
      {
        ...featureOf('age', 'number'),
        unit: 'years',
        range: { low: 18, high: 120 },
        training: { missing: 0, fill: 65, low: 20, high: 91.4 },
      },
      {
        ...featureOf('lactate_max', 'number'),
        unit: 'mmol/L',
        range: { low: 0, high: 50 },
        training: { missing: 0.4, fill: 1.5, low: 0.5, high: 12 },
      },
      { ...featureOf('mech_vent_any', 'flag'), training: { missing: 0, fill: 0 } },
      {
        ...featureOf('gender', 'category'),
        levels: ['F', 'M'],
        training: { missing: 0, fill: 'M' },
      },
    ],
    preprocessor,
    model: {
      names: preprocessor.names,
      intercept: -2,
      coefficients: [0.5, 0.3, 0.2, 1, -0.1],
      means: [0, 2, 0.4, 0.5, 0.5],
    },
    ...changes,
  }
}

/** OASIS with its published slope and intercept. */
export function oasisArtifact(changes: Partial<ModelArtifact> = {}): ModelArtifact {
  const names = OASIS_COMPONENTS.map(({ name }) => name)
  const inputs = OASIS_COMPONENTS.flatMap(({ features }) => features)
  return {
    ...sampleArtifact(1),
    riskBands: RISK_BANDS,
    family: 'severity',
    features: inputs.map(name => ({
      ...featureOf(name, ['mech_vent_any', 'elective_surgery'].includes(name) ? 'flag' : 'number'),
      training: { missing: 0.1, fill: null },
    })),
    preprocessor: oasisPreprocessor(),
    model: { names, intercept: -6.1746, slope: 0.1275, means: names.map(() => 3) },
    ...changes,
  }
}

export function served(artifact: ModelArtifact): ServedModel {
  const bytes = new TextEncoder().encode(JSON.stringify(artifact))
  return loadModel('0123456789ab', bytes, familyScorer)
}

/** The model as if it looked at all of the catalogue that is known when the prediction is made. */
export function servedWithCatalogue(artifact: ModelArtifact): ServedModel {
  const features = CATALOGUE.filter(
    ({ name, knownWhen }) => knownWhen !== 'discharge' && !SCORE_NAMES.has(name),
  )
  return {
    ...served(artifact),
    features: features.map(feature => ({
      ...feature,
      levels: [],
      training: { missing: 0, fill: null },
    })),
  }
}

export function scoreBody(model: ServedModel, body: unknown, explain = true) {
  return score(model, featureTable(parsePredictRequest(body), model.features, VOCABULARY), {
    explain,
  })
}

function featureOf(name: string, kind: ArtifactFeature['kind']): ArtifactFeature {
  return {
    ...sampleFeature(name),
    kind,
    knownWhen: 'window-end',
    training: { missing: 0, fill: null },
  }
}

import { AppError } from '../http/problem.ts'
import type { Matrix } from '../models/matrix.ts'
import type { Contributions, ModelFamily } from '../models/model.ts'
import { type Preprocessor, parsePreprocessor } from '../preprocessing/preprocessor.ts'
import { type ArtifactFeature, type ModelArtifact, modelArtifact } from '../registry/artifact.ts'

/** A model's arithmetic, its family no longer visible. */
export interface Scorer {
  /** Raw scores in log-odds, one per row. */
  margins(matrix: Matrix): Float64Array
  /** For each row, `baseValue` plus its contributions is the margin. */
  contributions(matrix: Matrix): Contributions
  /** Of each margin; null where the model gives none. */
  standardErrors(matrix: Matrix): Float64Array | null
}

/** Makes the scorer of an artifact; throws where its `model` is not its family's. */
export type ScorerOf = (artifact: ModelArtifact) => Scorer

/** A family with one of its models, as `model.json` held it. */
export function scorerOfFamily<Model>(family: ModelFamily<Model>, json: unknown): Scorer {
  const model = family.parse(json)
  return {
    margins: matrix => family.margins(model, matrix),
    contributions: matrix => family.contributions(model, matrix),
    standardErrors: matrix => family.standardErrors?.(model, matrix) ?? null,
  }
}

/** A model version ready to score: parsed once, used for every request. */
export interface ServedModel {
  readonly version: string
  readonly artifact: ModelArtifact
  readonly features: readonly ArtifactFeature[]
  readonly preprocessor: Preprocessor
  readonly scorer: Scorer
}

/**
 * Parses `model.json`.
 *
 * @throws AppError RETROSPECTIVE_MODEL where it uses what is known only at discharge; otherwise an error with the reason
 */
export function loadModel(version: string, bytes: Uint8Array, scorerOf: ScorerOf): ServedModel {
  const artifact = modelArtifact.parse(JSON.parse(new TextDecoder().decode(bytes)))

  const leak = artifact.features.find(feature => feature.knownWhen === 'discharge')
  if (artifact.featureSet === 'retrospective' || leak !== undefined) {
    const what = leak?.name ?? 'the retrospective feature set'
    throw new AppError(
      'RETROSPECTIVE_MODEL',
      `Version ${version} uses ${what}, known only at discharge.`,
    )
  }

  return {
    version,
    artifact,
    features: artifact.features,
    preprocessor: parsePreprocessor(artifact.preprocessor),
    scorer: scorerOf(artifact),
  }
}

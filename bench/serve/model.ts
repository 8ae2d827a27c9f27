import { createHash } from 'node:crypto'
import { CATALOGUE } from '../../shared/features/catalogue.ts'
import type { Feature } from '../../shared/features/feature.ts'
import { xgboostFile } from '../../shared/models/boosting/treeFamilies.ts'
import { seededRandom } from '../../shared/random.ts'
import type { ModelArtifact } from '../../shared/registry/artifact.ts'
import { modelBytes } from '../../shared/registry/versions.ts'
import type { Instance } from '../../shared/serving/predictRequest.ts'
import { SEVERITY_INPUTS } from '../../shared/serving/severityScores.ts'
import type { Column, Frame } from '../../shared/tables/frame.ts'
import { artifactFeatures } from '../../shared/tuning/artifactFeatures.ts'
import { fitPipeline } from '../../shared/tuning/fittedPipeline.ts'

/** What is measured: trees, their depth, and the fields of a patient. */
export const SHAPE = { trees: 100, depth: 6, features: 40 } as const

const TRAINING_ROWS = 8_000
const MISSING = 0.1

/** A model to measure, as `model.json` and as the file that XGBoost loads. */
export interface MeasuredModel {
  readonly version: string
  readonly bytes: Uint8Array
  readonly xgboost: string
}

/** The inputs of OASIS, then others that are numbers or flags, in the order of the catalogue. */
function measuredFeatures(): readonly Feature[] {
  const inputs = CATALOGUE.filter(
    ({ kind, knownWhen, range }) =>
      kind === 'flag' || (kind === 'number' && knownWhen !== 'discharge' && range !== null),
  )
  const byRank = [...inputs.filter(isFirst), ...inputs.filter(feature => !isFirst(feature))]
  const chosen = new Set(byRank.slice(0, SHAPE.features))
  return inputs.filter(feature => chosen.has(feature))
}

/**
 * A boosting model of our own trainer on made-up patients: 100 trees of depth 6 on 40 features of the catalogue, those of
 * OASIS among them, missing values left to the trees, so that a matrix column is a feature as it was sent.
 */
export function trainMeasuredModel(seed: number): MeasuredModel {
  const features = measuredFeatures()
  const { frame, labels } = drawTraining(features, seed)
  const rows = Int32Array.from({ length: frame.rows }, (_, row) => row)
  const parameters = {
    numRounds: SHAPE.trees,
    maxDepth: SHAPE.depth,
    eta: 0.1,
    'preprocessing.outliers': 'none',
    'preprocessing.fill': 'none',
    'preprocessing.missingIndicators': false,
    'preprocessing.skew': 'none',
    'preprocessing.scale': 'none',
    'preprocessing.categories': 'ordinal',
    'preprocessing.oneHotLevels': 0,
    'preprocessing.maxCorrelation': null,
    'preprocessing.selectK': null,
    'preprocessing.rfe': null,
  }
  const plan = { number: 0, family: 'boosting' as const, featureSet: 'full' as const, parameters }
  const { preprocessor, model } = fitPipeline({ frame, rows, labels, features }, plan, seed)
  const artifact: ModelArtifact = {
    format: 1,
    name: 'in-hospital-mortality',
    family: 'boosting',
    label: 'hospital_expire_flag',
    featureSet: 'full',
    predictionHours: 24,
    gapHours: 0,
    features: artifactFeatures(preprocessor, features, frame, rows),
    preprocessor,
    model,
    calibration: { kind: 'none' },
    threshold: 0.15,
    riskBands: { medium: 0.1, high: 0.3 },
    training: {
      fingerprint: createHash('sha256').update(`made up ${seed}`).digest('hex').slice(0, 16),
      seed,
      rows: rows.length,
      positives: labels.reduce((sum, label) => sum + label, 0),
      patients: rows.length,
      parameters,
    },
  }
  const xgboost = xgboostFile(artifact.family, model)
  if (xgboost === undefined) throw new Error('the model is none that XGBoost loads')
  return { ...modelBytes(artifact), xgboost }
}

function isFirst({ name, sets }: Feature): boolean {
  return SEVERITY_INPUTS.has(name) && sets.includes('core')
}

/** Made-up patients, every one of the 40 fields named. */
export function drawPatients(count: number, seed: number): readonly Instance[] {
  const random = seededRandom(seed, 'serve patients')
  const features = measuredFeatures()
  return Array.from({ length: count }, () =>
    Object.fromEntries(features.map(feature => [feature.name, drawValue(feature, random)])),
  )
}

type Random = ReturnType<typeof seededRandom>

/** As charted, with a decimal at most: about the middle of the clinical range, within it. */
function drawValue({ kind, range }: Feature, random: Random): number {
  if (kind === 'flag' || range === null) return random.uniform() < 0.3 ? 1 : 0
  const middle = 0.5 * (range.low + range.high)
  const value = middle + 0.12 * (range.high - range.low) * random.normal()
  return Math.round(10 * Math.min(range.high, Math.max(range.low, value))) / 10
}

/** Rows whose label depends on a few features, by thresholds and in pairs. */
function drawTraining(
  features: readonly Feature[],
  seed: number,
): { readonly frame: Frame; readonly labels: Uint8Array } {
  const random = seededRandom(seed, 'serve training')
  const drawn = features.map(() => new Float64Array(TRAINING_ROWS))
  const labels = new Uint8Array(TRAINING_ROWS)
  for (let row = 0; row < TRAINING_ROWS; row++) {
    let odds = -2.2
    features.forEach((feature, at) => {
      const value = drawValue(feature, random)
      const { low, high } = feature.range ?? { low: 0, high: 1 }
      const share = (value - low) / (high - low) - 0.5
      odds += at % 4 === 0 ? 4 * share : at % 4 === 1 && share > 0.1 ? 0.5 : 0
      const values = drawn[at]
      if (values !== undefined) values[row] = random.uniform() < MISSING ? Number.NaN : value
    })
    labels[row] = random.uniform() < 1 / (1 + Math.exp(-odds)) ? 1 : 0
  }
  const columns: Record<string, Column> = {}
  features.forEach(({ name }, at) => {
    columns[name] = { kind: 'number', values: drawn[at] ?? new Float64Array(0) }
  })
  return { frame: { rows: TRAINING_ROWS, columns }, labels }
}

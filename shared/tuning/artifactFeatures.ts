import type { Feature } from '../features/feature.ts'
import { OASIS_COMPONENTS } from '../features/oasis.ts'
import { quantile } from '../preprocessing/moments.ts'
import type { Preprocessor } from '../preprocessing/preprocessor.ts'
import { readNumbers, readTexts } from '../preprocessing/readColumn.ts'
import type { ArtifactFeature } from '../registry/artifact.ts'
import type { Frame } from '../tables/frame.ts'

/**
 * The signature of a model: the catalogue features that its design matrix is made from, in the order of the catalogue,
 * each with how it was distributed in the training rows.
 *
 * @param features - what the study offered
 * @param rows - positions of the training rows
 */
export function artifactFeatures(
  preprocessor: Preprocessor,
  features: readonly Feature[],
  frame: Frame,
  rows: Int32Array,
): ArtifactFeature[] {
  const used = new Set(
    preprocessor.kind === 'oasis'
      ? OASIS_COMPONENTS.flatMap(component => component.features)
      : preprocessor.sources,
  )
  const fills = new Map(preprocessor.fills.map(({ feature, value }) => [feature, value] as const))
  return features
    .filter(feature => used.has(feature.name))
    .map(feature => {
      const fill = fills.get(feature.name) ?? null
      const described = {
        name: feature.name,
        kind: feature.kind,
        description: feature.description,
        unit: feature.unit,
        knownWhen: feature.knownWhen,
        range: feature.range,
      }
      if (feature.kind === 'category')
        return { ...described, ...categoryStatistics(feature, fill, frame, rows) }
      return { ...described, training: numberStatistics(feature, fill, frame, rows) }
    })
}

type Fill = ArtifactFeature['training']['fill']

function numberStatistics(
  feature: Feature,
  fill: Fill,
  frame: Frame,
  rows: Int32Array,
): ArtifactFeature['training'] {
  const observed = readNumbers(frame, feature.name, rows).filter(value => !Number.isNaN(value))
  const missing = 1 - observed.length / rows.length
  if (feature.kind === 'flag' || observed.length === 0) return { missing, fill }
  observed.sort()
  return { missing, fill, low: quantile(observed, 0.01), high: quantile(observed, 0.99) }
}

function categoryStatistics(
  feature: Feature,
  fill: Fill,
  frame: Frame,
  rows: Int32Array,
): Pick<ArtifactFeature, 'levels' | 'training'> {
  const observed = readTexts(frame, feature.name, rows).filter(level => level !== null)
  const levels = feature.levels ?? [...new Set(observed)].sort()
  return {
    levels: [...levels],
    training: { missing: 1 - observed.length / rows.length, fill },
  }
}

import type { StudyDefinition } from '../contracts/study.ts'
import { type FeatureSets, featureSets } from '../features/catalogue.ts'
import type { Frame } from '../tables/frame.ts'
import { type EvaluationBasis, evaluationBasis } from './evaluationBasis.ts'
import { type Folds, stratifiedPatientFolds } from './folds.ts'
import { type StudyRows, studyRows } from './studyRows.ts'

/** What all trials of a study work on. */
export interface StudyData extends StudyRows {
  /** A trial uses those of its plan's set. */
  readonly features: FeatureSets
  readonly folds: Folds
  readonly basis: EvaluationBasis
}

/** Gold and a study's definition to the rows, features and folds of its trials; the same for every trial. */
export function prepareStudy(frame: Frame, definition: StudyDefinition): StudyData {
  const { labels } = studyRows(frame)
  const split = frame.columns['split']
  if (split?.kind !== 'text') throw new Error('gold: the column split is missing, or is no text')
  const basis = evaluationBasis(labels, split.values)
  const rows = studyRows(frame, basis.study)
  const { folds: count, repeats, seed } = definition
  return {
    ...rows,
    features: featureSets(definition.predictionHours),
    folds: stratifiedPatientFolds(rows.labels, rows.patients, { count, repeats, seed }),
    basis,
  }
}

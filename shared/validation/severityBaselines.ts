import type { Estimate } from '../evaluation/bootstrap.ts'
import { bootstrapMetrics } from '../evaluation/metricSet.ts'
import { OASIS_COMPONENTS, oasisProbability } from '../features/oasis.ts'
import { sapsiiComponents, sapsiiProbability } from '../features/sapsii.ts'
import { type ScoreComponent, scorePoints, scoreSums } from '../features/severityScore.ts'
import { SOFA_COMPONENTS } from '../features/sofa.ts'
import type { OtherBaseline } from '../registry/card.ts'
import type { StudyRows } from '../tuning/studyRows.ts'

interface PublishedScore extends Pick<OtherBaseline, 'name' | 'description' | 'hindsight'> {
  readonly components: readonly ScoreComponent[]
  /** null where only the score itself was published, which ranks patients and no more. */
  readonly probability: ((score: number) => number) | null
}

const OTHER_SCORES: readonly PublishedScore[] = [
  {
    name: 'sapsii',
    description:
      'Simplified Acute Physiology Score II, chronic diseases by codes of earlier admissions; mortality by its published formula, not recalibrated',
    hindsight: false,
    components: sapsiiComponents('strict'),
    probability: sapsiiProbability,
  },
  {
    name: 'sapsii-retrospective',
    description:
      'Simplified Acute Physiology Score II, chronic diseases by codes of this admission, which are written at its end: for comparison only',
    hindsight: true,
    components: sapsiiComponents('retrospective'),
    probability: sapsiiProbability,
  },
  {
    name: 'sofa',
    description:
      'Sequential Organ Failure Assessment, which has no formula of mortality: it ranks patients only',
    hindsight: false,
    components: SOFA_COMPONENTS,
    probability: null,
  },
]

/** The highest SOFA score: a share of it ranks as the score does. */
const SOFA_HIGHEST = 24

/** OASIS's published probability of each row. */
export function oasisProbabilities(rows: StudyRows): Float64Array {
  return scored(rows, OASIS_COMPONENTS).map(oasisProbability)
}

/**
 * What the other published scores are worth on these rows, with 95 % intervals by resampling patients. Nothing of them
 * was fitted to or chosen from any patients here, so the figures need no correction, whichever way the model is judged.
 */
export function otherBaselines(
  rows: StudyRows,
  resampling: { readonly resamples: number; readonly seed: number },
): OtherBaseline[] {
  const { labels, patients } = rows
  return OTHER_SCORES.map(({ name, description, hindsight, components, probability }) => {
    const probabilities = scored(rows, components).map(probability ?? (sofa => sofa / SOFA_HIGHEST))
    const { metrics } = bootstrapMetrics(
      { labels, patients, probabilities, threshold: 0.5 },
      resampling,
    )
    const ofProbability = (estimate: Estimate) => (probability === null ? null : estimate)
    return {
      name,
      description,
      hindsight,
      auroc: metrics.auroc,
      auprc: metrics.auprc,
      brier: ofProbability(metrics.brier),
      logLoss: ofProbability(metrics.logLoss),
    }
  })
}

function scored({ frame, rows }: StudyRows, components: readonly ScoreComponent[]): Float64Array {
  const scores = scoreSums(scorePoints(components, frame))
  return Float64Array.from(rows, row => scores[row] ?? 0)
}

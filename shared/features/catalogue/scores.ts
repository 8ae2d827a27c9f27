import type { Feature } from '../feature.ts'
import { OASIS_COMPONENTS } from '../oasis.ts'
import { sapsiiComponents } from '../sapsii.ts'
import type { ScoreComponent } from '../severityScore.ts'
import { SOFA_COMPONENTS } from '../sofa.ts'

/**
 * Published severity scores: baselines beside the models, in none of their sets, as models get what the scores are
 * computed from. They were made for the first 24 h; at another horizon they count what the window holds.
 */
export function scoreFeatures(predictionHours: number): readonly Feature[] {
  return [
    score('oasis', 'OASIS severity score', 75, OASIS_COMPONENTS, predictionHours),
    score(
      'sapsii',
      'SAPS-II severity score, chronic diseases by codes of earlier admissions',
      163,
      sapsiiComponents('strict'),
      predictionHours,
    ),
    {
      ...score(
        'sapsii_retrospective',
        'SAPS-II severity score, chronic diseases by codes of this admission',
        163,
        sapsiiComponents('retrospective'),
        predictionHours,
      ),
      knownWhen: 'discharge',
    },
    score('sofa', 'SOFA organ failure score', 24, SOFA_COMPONENTS, predictionHours),
  ]
}

function score(
  name: string,
  label: string,
  high: number,
  components: readonly ScoreComponent[],
  predictionHours: number,
): Feature {
  const inputs = new Set(components.flatMap(({ features }) => features))
  return {
    name,
    kind: 'number',
    concept: name,
    statistic: 'value',
    description: `${label}, from the first ${predictionHours} h; what is missing scores 0`,
    unit: 'points',
    source: `computed from gold: ${[...inputs].join(', ')}`,
    window: `[0, ${predictionHours}] h`,
    knownWhen: 'window-end',
    sets: [],
    range: { low: 0, high },
  }
}

import { trialCounts } from '../trialCounts.ts'
import type { Reported, Row } from './row.ts'

/** Results: items 20 to 24. */
export function results(card: Reported): Row[] {
  const { cohort } = card.data
  const { metrics, validations, leaderboard } = card
  const { trials } = trialCounts(leaderboard)
  const isValidated = validations.some(({ figures }) => figures !== null)
  return [
    [
      '20a',
      'Flow of participants, with and without the outcome',
      'yes',
      'Attrition, step by step with stays, deaths and patients, in “What it learned from”. Each stay is followed to the end of its admission.',
    ],
    [
      '20b',
      'Characteristics',
      'partly',
      'Counts and deaths by sex, age, ethnicity, insurance and care unit in “By subgroup”; missing values in the table of inputs. Distributions of the predictors by group are not listed.',
    ],
    ['20c', 'Development against evaluation data', ...compared(card)],
    [
      '21',
      'Participants and events in each analysis',
      'yes',
      `${cohort.stays} stays and ${cohort.positives} deaths in all; ${metrics.rows} and ${metrics.positives} behind the figures; ${trials} trials, each on the same training patients. The subgroups and the parts of the internal–external validation name their own.`,
    ],
    [
      '22',
      'Full model, restrictions on its use',
      'yes',
      '`model.json` holds preprocessing, model, calibration and threshold as data; trees also as XGBoost’s JSON. Not for the care of patients.',
    ],
    [
      '23a',
      'Performance with intervals, subgroups',
      'yes',
      'Sections “How good it is”, “At the threshold”, “Calibration” and “By subgroup”.',
    ],
    [
      '23b',
      'Heterogeneity of performance',
      isValidated ? 'yes' : 'partly',
      isValidated
        ? 'Section “Where it has not learned”.'
        : 'Too few deaths in each part to train on one and score on another.',
    ],
    [
      '24',
      'Results of updating',
      'yes',
      'Not applicable: nothing was updated after the evaluation.',
    ],
  ]
}

function compared({ metrics, data: { cohort } }: Reported): [Row[2], string] {
  if (metrics.basis !== 'held-out') {
    return ['yes', 'Not applicable: the same patients serve both, by cross-validation.']
  }
  const others = { rows: cohort.stays - metrics.rows, deaths: cohort.positives - metrics.positives }
  return [
    'partly',
    `Drawn from the same stays by a hash of the patient: ${share(metrics.positives, metrics.rows)} of the evaluated stays ended in death, ${share(others.deaths, others.rows)} of the others. Distributions of the predictors are not compared.`,
  ]
}

function share(deaths: number, stays: number): string {
  return stays === 0 ? 'none' : `${((100 * deaths) / stays).toFixed(1)} %`
}

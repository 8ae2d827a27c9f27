import type { Reported, Row } from './row.ts'

/** Discussion: items 25 to 27. */
export function discussion({ limits }: Reported): Row[] {
  return [
    [
      '25',
      'Interpretation, fairness, previous studies',
      'partly',
      'Section “In short”: beside OASIS, and in which subgroups its risks are off. Other studies are yours to compare with.',
    ],
    [
      '26',
      'Limitations',
      'yes',
      `Section “Limits” (${limits.length}), and “In short” where deaths are few.`,
    ],
    [
      '27a',
      'Poor or missing input',
      'yes',
      'The API warns of missing inputs, and how they were filled in, of values outside plausible ranges, and of those far from the training data.',
    ],
    [
      '27b',
      'What users must do and know',
      'partly',
      'Inputs are named values with units; to judge a prediction needs a clinician who knows what the model was not made for.',
    ],
    ['27c', 'Next steps', 'partly', 'Validation elsewhere and today, before any use.'],
  ]
}

import type { Reported, Row } from './row.ts'

const PERSON = 'Not known to the pipeline: whoever publishes the model must add it.'

/** Open science, and patient and public involvement: items 18 and 19. */
export function openScience({ codeVersion, data: { fingerprint } }: Reported): Row[] {
  return [
    ['18a', 'Funding', 'no', PERSON],
    ['18b', 'Conflicts of interest', 'no', PERSON],
    [
      '18c',
      'Protocol',
      'partly',
      'None was prepared that the pipeline knows of; the training request is kept with the run.',
    ],
    ['18d', 'Registration', 'no', PERSON],
    [
      '18e',
      'Availability of the data',
      'partly',
      `MIMIC-III is available from PhysioNet to credentialed users; the fingerprint \`${fingerprint}\` names the data exactly.`,
    ],
    [
      '18f',
      'Availability of the code',
      'partly',
      `The code of version ${codeVersion} trains the same model from the same data and seed, byte for byte; where it can be had is yours to name.`,
    ],
    ['19', 'Patient and public involvement', 'no', 'None that the pipeline knows of.'],
  ]
}

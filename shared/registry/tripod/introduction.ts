import type { Reported, Row } from './row.ts'

/** Title, abstract and introduction: items 1 to 4. The abstract has a checklist of its own. */
export function introduction({ predictionHours, gapHours }: Reported): Row[] {
  return [
    [
      '1',
      'Title: kind of study, population, outcome',
      'yes',
      'Development and internal validation of a model of death in hospital among adults in intensive care.',
    ],
    [
      '2',
      'Abstract',
      'partly',
      'Section “In short” says the results; an abstract by the checklist for abstracts is yours to write.',
    ],
    [
      '3a',
      'Healthcare context, rationale, existing models',
      'partly',
      'Prognostic: which patients are likely to die in hospital, one day into intensive care. OASIS, SAPS-II and SOFA stand beside the model on the same patients; no review of the literature is part of it.',
    ],
    [
      '3b',
      'Target population, purpose, users',
      'yes',
      'Adults in the ICU and alive at the moment of prediction. For research and teaching; not for the care of patients, so it has no place in their care pathway.',
    ],
    [
      '3c',
      'Known health inequalities',
      'no',
      'Whoever reports on the model must describe them; the subgroups by sex, age, ethnicity and insurance only show where the model differs.',
    ],
    [
      '4',
      'Objectives',
      'yes',
      `To estimate, ${predictionHours} h after ICU admission, the risk of dying in hospital${gapHours > 0 ? ` later than ${gapHours} h after that` : ''}; development and internal validation.`,
    ],
  ]
}

import type { ModelCard, ReportingItem } from './card.ts'

type Reported = Omit<ModelCard, 'version' | 'reporting'>
type Answered = ReportingItem['answered']
type Row = readonly [item: string, topic: string, answered: Answered, answer: string]

/**
 * The items of TRIPOD+AI, the checklist for reports on clinical prediction models (Collins et al., BMJ 2024; 385:
 * e078378), in its order, each answered from the card, or with what a person must add. Item 2, the abstract, has a
 * checklist of its own and is answered by the card's summary.
 */
export function reportingItems(card: Reported): ReportingItem[] {
  return [
    ...titleToObjectives(card),
    ...data(card),
    ...analysis(card),
    ...openScience(card),
    ...results(card),
    ...discussion(),
  ].map(([item, topic, answered, answer]) => ({ item, topic, answered, answer }))
}

function titleToObjectives({ predictionHours, gapHours }: Reported): Row[] {
  return [
    [
      '1',
      'Title',
      'yes',
      'Development and internal validation of a model of death in hospital among adults in intensive care.',
    ],
    ['2', 'Abstract', 'yes', 'Section “In short”.'],
    [
      '3a',
      'Context and existing models',
      'partly',
      'Prognostic. OASIS, SAPS-II and SOFA stand beside the model on the same patients; no review of the literature is part of it.',
    ],
    [
      '3b',
      'Target population, purpose, users',
      'yes',
      'Adults in the ICU and alive at the moment of prediction. For research and teaching; not for the care of patients.',
    ],
    [
      '3c',
      'Known health inequalities',
      'no',
      'The data cannot tell; subgroups by sex, age, ethnicity and insurance show where the model differs.',
    ],
    [
      '4',
      'Objectives',
      'yes',
      `To estimate, ${predictionHours} h after ICU admission, the risk of dying in hospital${gapHours > 0 ? ` later than ${gapHours} h after that` : ''}; development and internal validation.`,
    ],
  ]
}

function data({ data: { attrition }, predictionHours, availability }: Reported): Row[] {
  const counted = availability.used === 'storetime' ? 'stored' : 'measured'
  return [
    [
      '5a',
      'Sources of data',
      'yes',
      'What was dropped into the dataset, in the form of MIMIC-III v1.4, one source for development and evaluation. MIMIC-III itself is routine records of the Beth Israel Deaconess Medical Center, Boston; its open demo holds only patients who died at some time.',
    ],
    [
      '5b',
      'Dates',
      'partly',
      'ICU stays of 2001 to 2012; dates are shifted per patient, so no narrower period can be told. Follow-up ends with the hospital admission.',
    ],
    ['6a', 'Setting', 'yes', 'Adult intensive care units of one tertiary hospital.'],
    [
      '6b',
      'Eligibility',
      'yes',
      `${attrition.map(({ step }) => step).join('; ')}. Section “What it learned from”.`,
    ],
    [
      '6c',
      'Treatments',
      'partly',
      'Treatments of the window (ventilation, vasopressors, urine output) are inputs; later ones are part of what happened to the patient.',
    ],
    [
      '7',
      'Data preparation',
      'partly',
      'Each table is checked against its contract, and implausible values are left out by ranges that are the same for all groups; the dataset’s quality report counts both. Quality was not compared between groups.',
    ],
    [
      '8a',
      'Outcome',
      'yes',
      'Death in hospital (`hospital_expire_flag`) of the same admission, as the hospital recorded it, for all groups alike.',
    ],
    ['8b', 'Outcome assessors', 'yes', 'Not applicable: death needs no interpretation.'],
    ['8c', 'Blinding of the outcome', 'yes', 'Not applicable: taken from routine records.'],
    [
      '9a',
      'Choice of predictors',
      'yes',
      'The catalogue’s features of the feature set, chosen before any outcome was looked at; selection within training folds only, by the parameters named.',
    ],
    [
      '9b',
      'Definition of predictors',
      'yes',
      `Table of inputs, with units; the feature catalogue names source and window of each. Events count until ${predictionHours} h after ICU admission, by the time they were ${counted}.`,
    ],
    [
      '9c',
      'Predictor assessors',
      'no',
      'Who charted a value is not used; the Glasgow Coma Scale and the like are as nurses charted them.',
    ],
  ]
}

function analysis(card: Reported): Row[] {
  const { metrics, evidence, parameters, thresholdRule, calibration } = card
  const heldOut = metrics.basis === 'held-out'
  const trials = card.leaderboard.reduce((sum, entry) => sum + entry.trials, 0)
  const isWeighted =
    parameters['classWeight'] === 'balanced' || (parameters['scalePosWeight'] ?? 1) !== 1
  return [
    [
      '10',
      'Sample size',
      'partly',
      `All eligible stays were used; no size was calculated beforehand. ${metrics.positives} deaths stand behind the figures.`,
    ],
    [
      '11',
      'Missing data',
      'yes',
      'What was not measured is filled in as the preprocessing parameters say, fitted on training rows, or left missing for trees; the table of inputs tells how much is missing.',
    ],
    [
      '12a',
      'Use of the data',
      'yes',
      heldOut
        ? 'Split by a hash of the patient: the search saw the training patients only, the figures are of the others, once.'
        : 'Cross-validation that keeps each patient’s stays together, corrected for the search by resampling patients (BBC-CV).',
    ],
    [
      '12b',
      'Handling of predictors',
      'yes',
      'The preprocessing parameters name capping, transformation, scaling and encoding; all are fitted on training folds only.',
    ],
    [
      '12c',
      'Type and building of the model',
      'yes',
      `Family \`${card.family}\`, chosen among ${card.leaderboard.length} families and ${trials} trials: of those within one standard error of the best the simplest.`,
    ],
    [
      '12d',
      'Heterogeneity across clusters',
      'yes',
      'Internal–external validation over charting systems and care units; one hospital only.',
    ],
    [
      '12e',
      'Measures of performance',
      'yes',
      `Discrimination, overall, calibration, classification and net benefit, with 95 % intervals of ${evidence.resamples} resamples by patient.`,
    ],
    ['12f', 'Updating', 'yes', `Calibration: ${calibration}`],
    [
      '12g',
      'How predictions were calculated',
      'yes',
      'By the code that serves, from `model.json`; `POST /api/predict` gives them one by one.',
    ],
    [
      '13',
      'Class imbalance',
      'yes',
      isWeighted
        ? 'Classes were weighted in training; the probabilities are therefore recalibrated.'
        : 'Classes were not weighted or resampled.',
    ],
    [
      '14',
      'Fairness',
      'partly',
      'Nothing was done to make the model fairer; subgroups are reported so that it can be judged.',
    ],
    [
      '15',
      'Output and threshold',
      'yes',
      `A probability, its contributions in log-odds, and a label at the threshold: ${thresholdRule}`,
    ],
    [
      '16',
      'Training against evaluation',
      'yes',
      'Same hospital, eligibility, outcome and predictors; other patients.',
    ],
    [
      '17',
      'Ethical approval',
      'partly',
      'MIMIC-III was approved by the review boards of BIDMC and MIT, with consent waived as the data are de-identified; approval of your own study is yours to name.',
    ],
  ]
}

function openScience({ codeVersion, data: { fingerprint } }: Reported): Row[] {
  const person = 'Not known to the pipeline: whoever publishes the model must add it.'
  return [
    ['18a', 'Funding', 'no', person],
    ['18b', 'Conflicts of interest', 'no', person],
    [
      '18c',
      'Protocol',
      'partly',
      'None was registered; the training request is kept with the run.',
    ],
    ['18d', 'Registration', 'no', person],
    [
      '18e',
      'Data sharing',
      'partly',
      `MIMIC-III is available from PhysioNet to credentialed users; the fingerprint \`${fingerprint}\` names the data exactly.`,
    ],
    [
      '18f',
      'Code sharing',
      'partly',
      `The code of version ${codeVersion} trains the same model from the same data and seed, byte for byte.`,
    ],
    ['19', 'Patient and public involvement', 'no', 'None that the pipeline knows of.'],
  ]
}

function results({ metrics, data: { cohort }, validations, leaderboard }: Reported): Row[] {
  return [
    [
      '20a',
      'Flow of participants',
      'yes',
      'Attrition, step by step with stays, deaths and patients, in “What it learned from”.',
    ],
    [
      '20b',
      'Characteristics',
      'partly',
      'Counts and deaths by sex, age, ethnicity, insurance and care unit in “By subgroup”; missing values in the table of inputs. Distributions by outcome are not listed.',
    ],
    [
      '20c',
      'Development against evaluation data',
      'partly',
      'Both sides are drawn by a hash of the patient from the same stays; their distributions are not compared.',
    ],
    [
      '21',
      'Numbers in each analysis',
      'yes',
      `${cohort.stays} stays and ${cohort.positives} deaths in all; ${metrics.rows} and ${metrics.positives} behind the figures; ${leaderboard.length} families in the search.`,
    ],
    [
      '22',
      'Full specification',
      'yes',
      '`model.json` holds preprocessing, model, calibration and threshold as data; trees also as XGBoost’s JSON.',
    ],
    [
      '23a',
      'Performance',
      'yes',
      'Sections “How good it is”, “At the threshold”, “Calibration” and “By subgroup”.',
    ],
    [
      '23b',
      'Heterogeneity of performance',
      validations.some(({ figures }) => figures !== null) ? 'yes' : 'partly',
      validations.some(({ figures }) => figures !== null)
        ? 'Section “Where it has not learned”.'
        : 'Too few deaths in each part to train on one and score on another.',
    ],
    ['24', 'Results of updating', 'yes', 'All figures are those after calibration.'],
  ]
}

function discussion(): Row[] {
  return [
    ['25', 'Interpretation', 'yes', 'Section “In short”.'],
    ['26', 'Limitations', 'yes', 'Section “Limits”.'],
    [
      '27a',
      'Poor or missing input',
      'yes',
      'The API warns of missing inputs, of values outside plausible ranges, and of those far from the training data.',
    ],
    [
      '27b',
      'Interaction and expertise',
      'partly',
      'Inputs are names with units or raw rows; to judge a prediction needs a clinician.',
    ],
    ['27c', 'Next steps', 'partly', 'Validation elsewhere and today, before any use.'],
  ]
}

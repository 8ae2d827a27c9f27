import { trialCounts } from '../trialCounts.ts'
import type { Reported, Row } from './row.ts'

/** Methods: items 5 to 17. */
export function methods(card: Reported): Row[] {
  return [...data(card), ...outcomeAndPredictors(card), ...analysis(card), ...use(card)]
}

function data({ data: { attrition }, metrics }: Reported): Row[] {
  const one =
    metrics.basis === 'held-out'
      ? 'one source for development and evaluation, divided by patient'
      : 'the same patients for development and evaluation, by cross-validation'
  return [
    [
      '5a',
      'Sources of data, why these, how representative',
      'yes',
      `Routine records in the form of MIMIC-III v1.4, as they were dropped into the dataset: ${one}. The pipeline cannot tell whose they are; where it speaks of MIMIC-III and they are of another source, what is said of it is yours to replace. MIMIC-III is used because it is open to researchers and holds every measurement of the stay; it represents one hospital, the Beth Israel Deaconess Medical Center in Boston, and its open demo only patients who died at some time.`,
    ],
    [
      '5b',
      'Dates, end of follow-up',
      'partly',
      'Of MIMIC-III: ICU stays of 2001 to 2012; dates are shifted per patient, so no narrower period can be told. Follow-up ends with the hospital admission.',
    ],
    [
      '6a',
      'Setting, number and location of centres',
      'yes',
      'Of MIMIC-III: adult intensive care units of one tertiary hospital in Boston, USA.',
    ],
    [
      '6b',
      'Eligibility',
      'yes',
      `${attrition.map(({ step }) => step).join('; ')}. Section “What it learned from”.`,
    ],
    [
      '6c',
      'Treatments received, and how they were handled',
      'partly',
      'Treatments of the window (ventilation, vasopressors, urine output) are inputs; later ones are part of what happened to the patient.',
    ],
    [
      '7',
      'Preprocessing and quality checks, alike for all groups?',
      'partly',
      'Each table is checked against its contract, and implausible values are left out by ranges that are the same for all groups; the dataset’s quality report counts both. Quality was not compared between groups.',
    ],
  ]
}

function outcomeAndPredictors({ predictionHours, availability }: Reported): Row[] {
  const counted = availability.used === 'storetime' ? 'stored' : 'measured'
  return [
    [
      '8a',
      'Outcome, time horizon, assessment, rationale',
      'yes',
      'Death in hospital (`hospital_expire_flag`) until the end of the same admission, however long, as the hospital recorded it, for all groups alike. It is what OASIS and SAPS-II were made for, so the model can be held against them.',
    ],
    ['8b', 'Outcome assessors', 'yes', 'Not applicable: death needs no interpretation.'],
    ['8c', 'Blinding of the outcome', 'yes', 'None: it is taken from routine records.'],
    [
      '9a',
      'Choice of initial predictors',
      'yes',
      'The catalogue’s features of the feature set, chosen before any outcome was looked at; selection within training folds only, by the parameters named.',
    ],
    [
      '9b',
      'Definition of predictors, when measured, blinding',
      'yes',
      `Table of inputs, with units; the feature catalogue names source and window of each. Events count until ${predictionHours} h after ICU admission, by the time they were ${counted}: before the outcome, which whoever measured them could not know.`,
    ],
    [
      '9c',
      'Predictor assessors',
      'no',
      'Who charted a value is not used; what needs judgement, such as the Glasgow Coma Scale, is as nurses charted it, whose qualifications are not recorded.',
    ],
  ]
}

function analysis(card: Reported): Row[] {
  const { metrics, evidence, data: of } = card
  const heldOut = metrics.basis === 'held-out'
  const { trials } = trialCounts(card.leaderboard)
  const developed = heldOut ? of.cohort.positives - metrics.positives : of.cohort.positives
  return [
    [
      '10',
      'Sample size, and whether it suffices',
      'partly',
      `All eligible stays were used; no size was calculated beforehand. ${developed} deaths to learn from, ${metrics.positives} behind the figures; the intervals tell how far these go.`,
    ],
    [
      '11',
      'Missing data',
      'yes',
      'No stay is left out for what was not measured. It is filled in as the preprocessing parameters say, fitted on training rows, or left missing for trees; the table of inputs tells how much is missing.',
    ],
    [
      '12a',
      'Use of the data, partition',
      'yes',
      heldOut
        ? 'Split by a hash of the patient: the search saw the training patients only, the figures are of the others, once.'
        : 'Too few deaths to set patients aside: cross-validation that keeps each patient’s stays together, corrected for the search by resampling patients (BBC-CV).',
    ],
    [
      '12b',
      'Handling of predictors',
      'yes',
      'The preprocessing parameters name capping, transformation, scaling and encoding; all are fitted on training folds only.',
    ],
    [
      '12c',
      'Type of model, building, tuning, internal validation',
      'yes',
      `Family \`${card.family}\`, chosen among ${card.leaderboard.length} families and ${trials} trials by cross-validation: of those within one standard error of the best the simplest. Hyperparameters and preprocessing were tuned together. Calibration: ${card.calibration}`,
    ],
    [
      '12d',
      'Heterogeneity across clusters',
      'partly',
      'Of performance: internal–external validation over charting systems and care units. Of the model’s parameters it was not looked at, nor between hospitals, as there is one.',
    ],
    [
      '12e',
      'Measures and plots of performance',
      'yes',
      `Discrimination, overall, calibration, classification and net benefit, with 95 % intervals of ${evidence.resamples} resamples by patient, or Wilson’s for shares in groups and bins; OASIS by the same measures.`,
    ],
    [
      '12f',
      'Updating that arose from the evaluation',
      'yes',
      'None: calibration is a part of development, fitted on out-of-fold predictions of the training patients.',
    ],
    [
      '12g',
      'How predictions were calculated',
      'yes',
      'By the code that serves, from `model.json`; `POST /api/predict` gives them one by one.',
    ],
  ]
}

function use(card: Reported): Row[] {
  const { parameters, thresholdRule, metrics } = card
  const isWeighted =
    parameters['classWeight'] === 'balanced' || (parameters['scalePosWeight'] ?? 1) !== 1
  return [
    [
      '13',
      'Class imbalance',
      'yes',
      isWeighted
        ? 'Deaths weigh more in training, as the parameters say, because the search found it to rank better; the probabilities are therefore recalibrated on out-of-fold predictions.'
        : 'Classes were not weighted or resampled.',
    ],
    [
      '14',
      'Fairness',
      'partly',
      'Nothing was done to make the model fairer; subgroups are reported so that it can be judged, and the gate lets no version take over that is shown to rank the patients of some group worse.',
    ],
    [
      '15',
      'Output, and threshold of the classification',
      'yes',
      `A probability, its contributions in log-odds, and a label at the threshold: ${thresholdRule}`,
    ],
    [
      '16',
      'Differences between development and evaluation data',
      'yes',
      metrics.basis === 'held-out'
        ? 'None in setting, eligibility, outcome and predictors; other patients.'
        : 'None: the same patients, each scored by models that have not seen them.',
    ],
    [
      '17',
      'Ethical approval, consent',
      'partly',
      'MIMIC-III was approved by the review boards of BIDMC and MIT, with consent waived as the data are de-identified; approval of your own study is yours to name.',
    ],
  ]
}

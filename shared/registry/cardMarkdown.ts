import { unitInWords } from '../features/unitInWords.ts'
import type { CardMetrics, Estimate, ModelCard } from './card.ts'
import { findings } from './findings.ts'
import { FEWEST_DEATHS_TO_COMPARE } from './gateQuestion.ts'
import {
  cell,
  interval,
  intervalIfAny,
  percent,
  rounded,
  roundedOrUnknown,
} from './markdownFigures.ts'
import { performanceLines } from './performanceMarkdown.ts'
import { trialCounts } from './trialCounts.ts'

/** `card.md`: the card in plain words, for someone who must decide whether to trust the model. */
export function cardMarkdown(card: ModelCard): string {
  return [
    `# In-hospital mortality, version ${card.version}`,
    '',
    '**A research tool. It has not been validated for clinical use; no decision about a patient may rest on it.**',
    '',
    card.intendedUse,
    '',
    '## In short',
    '',
    ...findings(card).map(({ text, warning }) => (warning ? `- **${text}**` : `- ${text}`)),
    '',
    '## How good it is',
    '',
    basisInWords(card),
    '',
    ...metricsTable(card),
    '',
    'Other scores as published, on the same patients:',
    '',
    ...otherScoresTable(card),
    '',
    ...performanceLines(card),
    ...importanceLines(card),
    '## What it learned from',
    '',
    `${card.data.cohort.stays} ICU stays of ${card.data.cohort.patients} patients; ${card.data.cohort.positives} stays ended in death in hospital. Data fingerprint \`${card.data.fingerprint}\`.`,
    '',
    '| step | stays | deaths | patients |',
    '| --- | ---: | ---: | ---: |',
    ...card.data.attrition.map(
      step => `| ${cell(step.step)} | ${step.stays} | ${step.positives} | ${step.patients} |`,
    ),
    '',
    '## Whether it knows the future',
    '',
    ...leakageLines(card),
    '',
    '## What it is',
    '',
    `Family \`${card.family}\`, feature set \`${card.featureSet}\`, prediction ${card.predictionHours} h after ICU admission${card.gapHours > 0 ? `, deaths of the next ${card.gapHours} h left out` : ''}. Threshold ${rounded(card.threshold)}. Seed ${card.seed}, code version ${card.codeVersion}.`,
    '',
    ...parameterLines(card),
    '| input | meaning | unit | missing in training |',
    '| --- | --- | --- | ---: |',
    ...card.features.map(
      feature =>
        `| \`${feature.name}\` | ${cell(feature.description)} | ${cell(unitInWords(feature.unit) || '–')} | ${percent(feature.training.missing)} |`,
    ),
    '',
    '## What was tried',
    '',
    ...triedLines(card),
    '',
    '## Limits',
    '',
    ...card.limits.map(limit => `- ${limit}`),
    '',
    '## TRIPOD+AI',
    '',
    'The checklist for reports on clinical prediction models (BMJ 2024; 385: e078378). “No” is what the pipeline cannot know: whoever reports on the model must add it.',
    '',
    '| item | topic | answered | answer |',
    '| --- | --- | --- | --- |',
    ...card.reporting.map(
      ({ item, topic, answered, answer }) =>
        `| ${item} | ${cell(topic)} | ${answered} | ${cell(answer)} |`,
    ),
    '',
  ].join('\n')
}

function triedLines({ leaderboard }: ModelCard): string[] {
  const { trials, complete, pruned, failed } = trialCounts(leaderboard)
  return [
    `${trials} trials: ${complete} complete, ${pruned} stopped early because they were behind, ${failed} failed. The AUROC is that of each family's best complete trial, cross-validated, before any correction for having searched, so optimistic.`,
    '',
    '| family | trials | stopped early | failed | AUROC | standard error |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...leaderboard.map(
      entry =>
        `| \`${entry.family}\` | ${entry.trials} | ${entry.pruned} | ${entry.failed} | ${roundedIfAny(entry.value)} | ${roundedIfAny(entry.standardError)} |`,
    ),
  ]
}

function roundedIfAny(value: number | null): string {
  return value === null ? '–' : rounded(value)
}

/** Inputs that the card's text lists; all are in `card.json`. */
const LISTED_INPUTS = 20

function importanceLines({ importance, features }: ModelCard): string[] {
  if (importance === undefined) return []
  const described = new Map(features.map(({ name, description }) => [name, description]))
  const { stays, inputs } = importance
  const listed = inputs.slice(0, LISTED_INPUTS)
  const rest = inputs.length - listed.length
  return [
    '## What moves its score',
    '',
    `How far each input moves the score up or down, on average over ${stays} stays that it learned from (mean of |SHAP value|, log-odds before calibration). It says what the model looks at, not what would help a patient.${rest > 0 ? ` ${rest} weaker inputs are in \`card.json\`.` : ''}`,
    '',
    '| input | name | moves the score by |',
    '| --- | --- | ---: |',
    ...listed.map(
      ({ feature, value }) =>
        `| ${cell(described.get(feature) ?? feature)} | \`${feature}\` | ${rounded(value)} |`,
    ),
    '',
  ]
}

function leakageLines({ leakage, availability }: ModelCard): string[] {
  const { future, window, seed, patients, stays, unreadTables } = leakage
  const { charttime, storetime } = availability.auroc
  return [
    `Rows of ${patients} patients (${stays} stays) were changed, moved, deleted and inserted at random (seed ${seed}), one per patient at a time, and all features computed anew and compared to the bit.`,
    '',
    '| changed | times | moved what it may not |',
    '| --- | ---: | --- |',
    ...tableLines(future, ''),
    ...tableLines(window, 'within the window: '),
    '',
    `Known at discharge only, and moved as they may: ${future.movedAtDischarge.length} features. Never read: ${unreadTables.join(', ')}.`,
    '',
    `Cross-validated AUROC where events count by the time they were measured: ${roundedOrUnknown(charttime)}; by the time they were stored: ${roundedOrUnknown(storetime)}.`,
  ]
}

/** One line a table; what moved a feature that it may not has a line of its own. `card.json` has each kind of change. */
function tableLines(
  { byKind, moved }: ModelCard['leakage']['future' | 'window'],
  where: string,
): string[] {
  const timesOf = new Map<string, number>()
  const lines: string[] = []
  for (const [kind, times] of Object.entries(byKind)) {
    const wrong = moved.filter(({ mutation }) => mutation === kind).map(({ feature }) => feature)
    const [table = kind] = kind.split(' ')
    if (wrong.length > 0) lines.push(`| ${where}${kind} | ${times} | **${wrong.join(', ')}** |`)
    else timesOf.set(table, (timesOf.get(table) ?? 0) + times)
  }
  const rest = [...timesOf].map(([table, times]) => `| ${where}${table} | ${times} | nothing |`)
  return [...lines, ...rest]
}

function basisInWords({ metrics, evidence }: ModelCard): string {
  const rows = `${metrics.rows} stays of ${metrics.patients} patients, ${metrics.positives} deaths`
  const again =
    evidence.redrawn === 0
      ? ''
      : ` (${evidence.redrawn} more held survivors or deaths only, and were drawn again)`
  const brackets = `Brackets are 95 % intervals of ${evidence.resamples} resamples by patient${again}.`
  return metrics.basis === 'held-out'
    ? `Measured once on patients that were set aside before anything was trained (${rows}). ${brackets}`
    : `Too few deaths to set patients aside (${evidence.heldOutDeaths} would be among those kept for testing, ${FEWEST_DEATHS_TO_COMPARE} are needed): measured by cross-validation that keeps each patient's stays together, corrected for having picked the best of many trials (BBC-CV; ${rows}). ${brackets} Those of the search’s choice are rather too wide, as each resample is scored on the patients that it left out; the scores as published need no such correction, but OASIS for its threshold.`
}

function metricsTable(card: ModelCard): string[] {
  const lines: readonly [label: string, metric: keyof CardMetrics & MetricName][] = [
    ['AUROC', 'auroc'],
    [`AUPRC (${rounded(card.metrics.positives / card.metrics.rows)} is chance)`, 'auprc'],
    ['Brier score (lower is better)', 'brier'],
    ['Scaled Brier score (1 is perfect, 0 is knowing only how many die)', 'scaledBrier'],
    ['Log loss (lower is better)', 'logLoss'],
    ['Accuracy at the threshold', 'accuracy'],
    ['Precision (positive predictive value)', 'precision'],
    ['Recall (sensitivity)', 'recall'],
    ['Specificity', 'specificity'],
    ['F1', 'f1'],
  ]
  return [
    `| metric | ${card.metrics.basis === 'bbc-cv' ? 'what the search chooses' : 'this model'} | OASIS |`,
    '| --- | --- | --- |',
    ...lines.map(
      ([label, metric]) =>
        `| ${label} | ${interval(card.metrics[metric])} | ${interval(card.baseline.metrics[metric])} |`,
    ),
  ]
}

function otherScoresTable({ otherBaselines }: ModelCard): string[] {
  return [
    '| score | AUROC | AUPRC | Brier score | log loss |',
    '| --- | --- | --- | --- | --- |',
    ...otherBaselines.map(
      ({ description, auroc, auprc, brier, logLoss }) =>
        `| ${cell(description)} | ${interval(auroc)} | ${interval(auprc)} | ${intervalIfAny(brier)} | ${intervalIfAny(logLoss)} |`,
    ),
  ]
}

type MetricName = {
  [Key in keyof CardMetrics]: CardMetrics[Key] extends Estimate ? Key : never
}[keyof CardMetrics]

function parameterLines(card: ModelCard): string[] {
  const parameters = Object.entries(card.parameters)
  if (parameters.length === 0) return []
  return [
    '| parameter | value |',
    '| --- | --- |',
    ...parameters.map(([name, value]) => `| \`${name}\` | ${cell(String(value))} |`),
    '',
  ]
}

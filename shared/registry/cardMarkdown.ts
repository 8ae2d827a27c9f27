import { leaks } from '../leakage/leakageProof.ts'
import type { CardMetrics, Estimate, ModelCard } from './card.ts'

/** Fewer deaths than this among the evaluated stays, and no interval is narrow enough to decide by. */
const ENOUGH_DEATHS = 100

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
    basisInWords(card.metrics),
    '',
    ...metricsTable(card),
    '',
    'Other published scores on the same patients, as published:',
    '',
    ...otherScoresTable(card),
    '',
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
    `Family \`${card.family}\`, feature set \`${card.featureSet}\`, prediction ${card.predictionHours} h after ICU admission${card.gapHours > 0 ? `, deaths of the next ${card.gapHours} h left out` : ''}. Calibration: ${card.calibration} Threshold ${rounded(card.threshold)}: ${card.thresholdRule} Seed ${card.seed}, code version ${card.codeVersion}.`,
    '',
    ...parameterLines(card),
    '| input | meaning | unit | missing in training |',
    '| --- | --- | --- | ---: |',
    ...card.features.map(
      feature =>
        `| \`${feature.name}\` | ${cell(feature.description)} | ${cell(feature.unit ?? '–')} | ${percent(feature.training.missing)} |`,
    ),
    '',
    '## What was tried',
    '',
    'Best cross-validated AUROC of each family, before any correction for having searched, so optimistic.',
    '',
    '| family | trials | AUROC | standard error |',
    '| --- | ---: | ---: | ---: |',
    ...card.leaderboard.map(
      entry =>
        `| \`${entry.family}\` | ${entry.trials} | ${rounded(entry.value)} | ${entry.standardError === null ? '–' : rounded(entry.standardError)} |`,
    ),
    '',
    '## Limits',
    '',
    ...card.limits.map(limit => `- ${limit}`),
    '',
  ].join('\n')
}

/** A sentence about the figures; a `warning` is one that nobody may overlook. */
export interface Finding {
  readonly text: string
  readonly warning: boolean
}

/** What the figures say, in sentences; the page shows the same. */
export function findings(card: ModelCard): readonly Finding[] {
  return [
    againstBaseline(card),
    againstChance(card.metrics),
    evidence(card.metrics),
    leakageFinding(card),
    availabilityFinding(card),
  ].filter(finding => finding !== undefined)
}

function againstBaseline(card: ModelCard): Finding {
  const model = card.metrics.auroc
  const oasis = card.baseline.metrics.auroc
  const figures = `AUROC ${interval(model)} against ${interval(oasis)}`
  if (card.family === 'severity') {
    return {
      text: `This is OASIS itself, recalibrated on these data: no learned model was shown to be better. ${figures} for OASIS as published.`,
      warning: false,
    }
  }
  if (model.value <= oasis.value) {
    return {
      text: `OASIS, a published score, does at least as well on the same patients: ${figures}. Nothing is gained by this model.`,
      warning: true,
    }
  }
  if (model.low !== null && model.low > oasis.value) {
    return {
      text: `It does better than OASIS on the same patients: ${figures}.`,
      warning: false,
    }
  }
  return {
    text: `It does better than OASIS on the same patients, but its interval includes OASIS's figure, so this may be chance: ${figures}.`,
    warning: true,
  }
}

function againstChance({ auroc: { low } }: CardMetrics): Finding | undefined {
  if (low === null || low > 0.5) return undefined
  return {
    text: 'Its interval includes 0.5: it is not shown to be better than a coin.',
    warning: true,
  }
}

function evidence({ positives, rows }: CardMetrics): Finding | undefined {
  if (positives >= ENOUGH_DEATHS) return undefined
  return {
    text: `The evidence is thin: ${positives} deaths among ${rows} stays. With fewer than ${ENOUGH_DEATHS} deaths the figures can change much with a few patients more.`,
    warning: true,
  }
}

function leakageFinding({ leakage, predictionHours }: ModelCard): Finding {
  const { future, window } = leakage
  const leaking = leaks(leakage)
  if (leaking.length > 0) {
    return {
      text: `It knows the future: ${leaking.join(', ')} moved when only what comes after the moment of prediction, or other patients, were changed.`,
      warning: true,
    }
  }
  return {
    text: `Leakage proof: ${future.mutations} random changes of what came after ${predictionHours} h, of discharge facts and of codes of the admission moved no feature that is known by then; of ${window.mutations} changes of what counts within the window ${window.exact} moved features that are computed from it, and no other.`,
    warning: window.exact < window.mutations || future.leftCohort > 0,
  }
}

function availabilityFinding({ availability }: ModelCard): Finding | undefined {
  const { used, difference } = availability
  if (difference === null) return undefined
  const counted = used === 'storetime' ? 'stored' : 'measured'
  return {
    text: `Events count by the time they were ${counted}. By the time they were stored rather than measured, the cross-validated AUROC differs by ${signedInterval(difference)}; laboratory values have no such time and always count by their specimen's.`,
    warning: false,
  }
}

function leakageLines({ leakage, availability }: ModelCard): string[] {
  const { future, window, seed, patients, stays, unreadTables } = leakage
  const { charttime, storetime } = availability.auroc
  return [
    `Rows of ${patients} patients (${stays} stays) were changed, moved, deleted and inserted at random (seed ${seed}), one per patient at a time, and all features computed anew and compared to the bit.`,
    '',
    '| changed | times | moved what it may not |',
    '| --- | ---: | --- |',
    ...kindLines(future),
    ...kindLines(window).map(line => line.replace('| ', '| within the window: ')),
    '',
    `Known at discharge only, and moved as they may: ${future.movedAtDischarge.length} features. Never read: ${unreadTables.join(', ')}.`,
    '',
    `Cross-validated AUROC where events count by the time they were measured: ${roundedOrUnknown(charttime)}; by the time they were stored: ${roundedOrUnknown(storetime)}.`,
  ]
}

function kindLines({ byKind, moved }: ModelCard['leakage']['future' | 'window']): string[] {
  return Object.entries(byKind).map(([kind, times]) => {
    const wrong = moved.filter(({ mutation }) => mutation === kind).map(({ feature }) => feature)
    return `| ${kind} | ${times} | ${wrong.length === 0 ? 'nothing' : wrong.join(', ')} |`
  })
}

function basisInWords(metrics: CardMetrics): string {
  const rows = `${metrics.rows} stays of ${metrics.patients} patients, ${metrics.positives} deaths`
  return metrics.basis === 'held-out'
    ? `Measured once on patients that were set aside before anything was trained (${rows}). Brackets are 95 % intervals.`
    : `Too few deaths to set patients aside: measured by cross-validation that keeps each patient's stays together, corrected for having picked the best of many trials (BBC-CV; ${rows}). Brackets are 95 % intervals.`
}

function metricsTable(card: ModelCard): string[] {
  const lines: readonly [label: string, metric: keyof CardMetrics & MetricName][] = [
    ['AUROC', 'auroc'],
    ['AUPRC', 'auprc'],
    ['Brier score (lower is better)', 'brier'],
    ['Scaled Brier score (1 is perfect, 0 is knowing only how many die)', 'scaledBrier'],
    ['Log loss (lower is better)', 'logLoss'],
    ['Accuracy at the threshold', 'accuracy'],
    ['Precision', 'precision'],
    ['Recall (sensitivity)', 'recall'],
    ['Specificity', 'specificity'],
    ['F1', 'f1'],
  ]
  return [
    '| metric | this model | OASIS |',
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

function intervalIfAny(estimate: Estimate | null): string {
  return estimate === null ? '–' : interval(estimate)
}

function interval({ value, low, high }: Estimate): string {
  return low === null || high === null
    ? rounded(value)
    : `${rounded(value)} (${rounded(low)}–${rounded(high)})`
}

function signedInterval({ value, low, high }: Estimate): string {
  return low === null || high === null
    ? signed(value)
    : `${signed(value)} (${signed(low)} to ${signed(high)})`
}

function signed(figure: number): string {
  return `${figure < 0 ? '−' : '+'}${rounded(Math.abs(figure))}`
}

function roundedOrUnknown(value: number | null): string {
  return value === null ? 'unknown' : rounded(value)
}

function rounded(value: number): string {
  return value.toFixed(3)
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

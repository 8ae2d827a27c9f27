import type { Estimate, ModelCard } from '../shared/registry/card.ts'
import type { ReportDetail } from './report.ts'

/** Contributions shown of a prediction. */
const SHOWN = 8

/** The final report as text, a line each. */
export function reportLines({ report, card }: ReportDetail): readonly string[] {
  return [
    ...tableLines(report),
    ...report.warnings.map(warning => `! ${warning}`),
    ...report.ignored.map(({ reason }) => `! ignored: ${reason}`),
    ...(card === undefined ? ['', 'No model was published.'] : modelLines(report, card)),
    ...predictionLines(report),
    '',
    `seconds: ${Object.entries(report.seconds)
      .map(([stage, seconds]) => `${stage} ${seconds.toFixed(1)}`)
      .join('  ')}`,
  ]
}

function tableLines({ dataset, tables }: ReportDetail['report']): readonly string[] {
  const rows = Object.entries(tables).map(([table, counts]) => {
    const { rowsIn, rowsOut, quarantined, state } = counts
    const numbers = [rowsIn, rowsOut, quarantined].map(n => n.toLocaleString('en').padStart(11))
    return `${table.padEnd(20)}${numbers.join('')}  ${state}`
  })
  const heading = ['rows in', 'rows out', 'quarantined'].map(name => name.padStart(11)).join('')
  return ['', `dataset ${dataset}`, `${'table'.padEnd(20)}${heading}`, ...rows]
}

function modelLines({ cohort, gate }: ReportDetail['report'], card: ModelCard): readonly string[] {
  const attrition = card.data.attrition.map(
    ({ step, stays, positives, patients }) =>
      `${step.padEnd(46)}${String(stays).padStart(7)} stays ${String(positives).padStart(6)} deaths ${String(patients).padStart(6)} patients`,
  )
  const leaderboard = card.leaderboard.map(
    ({ family, trials, value, standardError }) =>
      `${family.padEnd(24)}${String(trials).padStart(4)} trials  best AUROC ${value.toFixed(3)}${standardError === null ? '' : ` ± ${standardError.toFixed(3)}`}`,
  )
  const names = [
    'auroc',
    'auprc',
    'brier',
    'logLoss',
    'accuracy',
    'precision',
    'recall',
    'f1',
  ] as const
  const metrics = names.map(
    name =>
      `${name.padEnd(12)}${interval(card.metrics[name]).padEnd(26)}${interval(card.baseline.metrics[name])}`,
  )
  return [
    '',
    `cohort: ${cohort?.stays} stays, ${cohort?.positives} in-hospital deaths, ${cohort?.patients} patients`,
    ...attrition,
    '',
    'leaderboard (cross-validated, not corrected for the search)',
    ...leaderboard,
    '',
    `champion ${card.name} ${card.version} (${card.family}), ${card.metrics.basis}`,
    `${''.padEnd(12)}${'champion'.padEnd(26)}OASIS as published`,
    ...metrics,
    `gate: ${gate?.decision}: ${gate?.reason}`,
  ]
}

function predictionLines({ prediction }: ReportDetail['report']): readonly string[] {
  if (prediction === null) return []
  const { icustay, probability, risk, threshold, contributions, warnings } = prediction
  const shown = contributions
    .slice(0, SHOWN)
    .map(
      ({ feature, value, contribution }) =>
        `  ${feature.padEnd(28)}${String(value).padStart(12)}  ${contribution >= 0 ? '+' : '−'}${Math.abs(contribution).toFixed(3)}`,
    )
  return [
    '',
    `stay ${icustay}: probability of death in hospital ${(100 * probability).toFixed(1)} % (${risk}; threshold ${(100 * threshold).toFixed(1)} %)`,
    'what pushed it, in log-odds:',
    ...shown,
    ...(warnings.length === 0 ? [] : [`  ${warnings.length} warnings`]),
  ]
}

function interval({ value, low, high }: Estimate): string {
  const range = low === null || high === null ? '' : ` (${low.toFixed(3)}–${high.toFixed(3)})`
  return `${value.toFixed(3)}${range}`
}

import type {
  Estimate,
  LeaderboardEntry,
  ModelCard,
  OtherBaseline,
} from '../shared/registry/card.ts'
import { trialCounts } from '../shared/registry/trialCounts.ts'
import type { Report, ReportDetail } from './report.ts'

/** Contributions shown of a prediction. */
const SHOWN = 8

/** Values longer than this would push the columns after them aside. */
const LONGEST_VALUE = 24

const METRICS = [
  ['auroc', 'AUROC'],
  ['auprc', 'AUPRC'],
  ['brier', 'Brier score'],
  ['scaledBrier', 'scaled Brier'],
  ['logLoss', 'log loss'],
  ['accuracy', 'accuracy'],
  ['precision', 'precision'],
  ['recall', 'recall'],
  ['f1', 'F1'],
] as const

const BASES = {
  'bbc-cv': 'cross-validated by patient and corrected for the search (BBC-CV)',
  'held-out': 'measured once on patients kept aside',
} as const

const OTHER_SCORES: Readonly<Record<OtherBaseline['name'], string>> = {
  sapsii: 'SAPS-II',
  'sapsii-retrospective': 'SAPS-II in hindsight',
  sofa: 'SOFA',
}

/**
 * The final report as text, a line each.
 *
 * @param columns - prose is wrapped to so many; tables are not
 */
export function reportLines(detail: ReportDetail, columns: number): readonly string[] {
  const { report, published, champion } = detail
  const wrapped = (text: string, indent = ''): readonly string[] => wrap(text, columns - 1, indent)
  return [
    '',
    ...tableLines(report),
    ...qualityLines(report),
    ...findingLines(report, wrapped),
    '',
    ...(published === undefined
      ? ['No model was published.']
      : [...cohortLines(published), '', ...leaderboardLines(published)]),
    ...(champion === undefined
      ? []
      : ['', ...championLines(champion, published), ...gateLines(report, wrapped)]),
    ...predictionLines(report, wrapped),
    ...approvalLines(report, wrapped),
    '',
    secondsLine(report),
  ]
}

type Wrapped = (text: string, indent?: string) => readonly string[]

function tableLines({ dataset, tables }: Report): readonly string[] {
  const entries = Object.entries(tables)
  const sums = entries.reduce(
    (sum, [, { rowsIn, rowsOut, quarantined }]) => ({
      rowsIn: sum.rowsIn + rowsIn,
      rowsOut: sum.rowsOut + rowsOut,
      quarantined: sum.quarantined + quarantined,
    }),
    { rowsIn: 0, rowsOut: 0, quarantined: 0 },
  )
  return [
    `dataset ${dataset}`,
    tableLine(['table', 'rows in', 'rows out', 'quarantined'], ''),
    ...entries.map(([table, counts]) =>
      tableLine([table, ...figures(counts)], STATES[counts.state] ?? counts.state),
    ),
    tableLine([`${entries.length} tables`, ...figures(sums)], ''),
  ]
}

type Cells = readonly [name: string, rowsIn: string, rowsOut: string, quarantined: string]

function tableLine([name, rowsIn, rowsOut, quarantined]: Cells, state: string): string {
  return `  ${name.padEnd(20)}${rowsIn.padStart(11)}${rowsOut.padStart(12)}${quarantined.padStart(13)}  ${state}`.trimEnd()
}

function figures(counts: {
  readonly rowsIn: number
  readonly rowsOut: number
  readonly quarantined: number
}): [string, string, string] {
  return [count(counts.rowsIn), count(counts.rowsOut), count(counts.quarantined)]
}

const STATES: Readonly<Record<string, string>> = {
  promoted: 'in silver',
  failed: 'REFUSED, see below',
  received: 'under way',
}

function qualityLines({ dataset, quality }: Report): readonly string[] {
  if (quality === null) return []
  const { hard, soft, pendingChecks } = quality
  const findings = [
    ...(hard > 0 ? [`${count(hard)} hard`] : []),
    `${count(soft)} soft ${soft === 1 ? 'finding' : 'findings'}`,
    ...(pendingChecks === undefined
      ? []
      : [
          `${count(pendingChecks)} foreign ${pendingChecks === 1 ? 'key' : 'keys'} not checked yet`,
        ]),
  ]
  return [`quality: ${findings.join(' and ')}, see /api/datasets/${dataset}/quality`]
}

function findingLines({ warnings, ignored }: Report, wrapped: Wrapped): readonly string[] {
  const findings = [
    ...warnings,
    ...ignored.map(({ reason }) => `ignored, and left where it is: ${reason}`),
  ]
  if (findings.length === 0) return []
  return ['', 'to be aware of', ...findings.flatMap(text => wrapped(`! ${text}`, '  '))]
}

function cohortLines({ data: { cohort, attrition } }: ModelCard): readonly string[] {
  const width = Math.max(...attrition.map(({ step }) => step.length))
  return [
    `cohort: ${count(cohort.stays)} stays, ${count(cohort.positives)} in-hospital deaths, ${count(cohort.patients)} patients`,
    ...attrition.map(
      ({ step, stays, positives, patients }) =>
        `  ${step.padEnd(width)}${count(stays).padStart(9)} stays${count(positives).padStart(8)} deaths${count(patients).padStart(8)} patients`,
    ),
  ]
}

function leaderboardLines({ leaderboard }: ModelCard): readonly string[] {
  const { trials, complete, pruned, failed } = trialCounts(leaderboard)
  return [
    'leaderboard (best complete trial of each family, cross-validated, not corrected for the search)',
    ...leaderboard.map(entry => leaderboardLine(entry)),
    `  ${count(trials)} ${trials === 1 ? 'trial' : 'trials'}: ${count(complete)} complete, ${count(pruned)} stopped early, ${count(failed)} failed`,
  ]
}

function leaderboardLine(entry: LeaderboardEntry): string {
  const { family, trials, pruned, failed, value, standardError } = entry
  const reached =
    value === null
      ? 'none complete'
      : `AUROC ${value.toFixed(3)}${standardError === null ? '' : ` ± ${standardError.toFixed(3)}`}`
  const ended = [
    ...(pruned > 0 ? [`${pruned} stopped early`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ]
  const word = trials === 1 ? 'trial ' : 'trials'
  return `  ${family.padEnd(24)}${String(trials).padStart(4)} ${word}  ${reached.padEnd(19)}  ${ended.join(', ')}`.trimEnd()
}

/** The champion beside OASIS, and beside this run's model where that is another. */
function championLines(champion: ModelCard, published: ModelCard | undefined): readonly string[] {
  const challenger = published?.version === champion.version ? undefined : published
  const columns: [string, ModelCard['metrics']][] = [
    ['champion', champion.metrics],
    ['OASIS as published', champion.baseline.metrics],
    ...(challenger === undefined
      ? []
      : [
          ['this run, does not serve', challenger.metrics] satisfies [string, ModelCard['metrics']],
        ]),
  ]
  return [
    `champion ${champion.name} ${champion.version} (${champion.family})`,
    ...(challenger === undefined
      ? []
      : [`this run's model ${challenger.version} (${challenger.family}) does not serve`]),
    BASES[champion.metrics.basis],
    `  ${''.padEnd(14)}${cells(columns.map(([title]) => title))}`.trimEnd(),
    ...METRICS.map(([name, title]) =>
      `  ${title.padEnd(14)}${cells(columns.map(([, metrics]) => interval(metrics[name])))}`.trimEnd(),
    ),
    ...classLines(champion),
    ...subgroupLines(champion),
    'other scores as published, on the same patients',
    ...champion.otherBaselines.map(
      ({ name, auroc, auprc }) =>
        `  ${OTHER_SCORES[name].padEnd(24)}AUROC ${interval(auroc)}  AUPRC ${interval(auprc)}`,
    ),
  ]
}

/** The classification report at the threshold. */
function classLines({ operation: { report }, threshold }: ModelCard): readonly string[] {
  const line = (title: string, { precision, recall, f1, support }: typeof report.died) =>
    `  ${title.padEnd(14)}${[precision, recall, f1].map(value => value.toFixed(3).padStart(11)).join('')}${count(support).padStart(9)}`
  return [
    `${`at threshold ${percent(threshold)}`.padEnd(16)}${'precision'.padStart(11)}${'recall'.padStart(11)}${'F1'.padStart(11)}${'stays'.padStart(9)}`,
    line('survived', report.survived),
    line('died', report.died),
    line('mean of both', report.macro),
    line('mean by stays', report.weighted),
  ]
}

function subgroupLines({ subgroups }: ModelCard): readonly string[] {
  const all = subgroups.flatMap(({ by, groups }) => groups.map(group => ({ by, ...group })))
  const shown = all.flatMap(({ by, group, stays, deaths, figures: told }) =>
    told === null
      ? []
      : [
          `  ${`${by} ${group}`.padEnd(24)}${count(stays ?? 0).padStart(7)} stays${count(deaths ?? 0).padStart(7)} deaths  AUROC ${interval(told.auroc)}  observed/expected ${interval(told.observedToExpected)}`,
        ],
  )
  const hidden = all.length - shown.length
  return [
    'by subgroup',
    ...shown,
    ...(hidden === 0
      ? []
      : [`  not shown: ${hidden} with fewer than 10 patients, or 5 deaths or survivors`]),
  ]
}

function cells(texts: readonly string[]): string {
  return texts.map(text => text.padEnd(26)).join('')
}

function gateLines({ gate }: Report, wrapped: Wrapped): readonly string[] {
  return gate === null ? [] : wrapped(`gate: ${gate.decision}. ${gate.reason}`, '  ')
}

/** What waits, why, and how it is answered: as a run that waits has not failed, but has not ended either. */
function approvalLines(
  { dataset, published, champion, approval, url }: Report,
  wrapped: Wrapped,
): readonly string[] {
  if (approval === null || published === null) return []
  const serving = champion === null ? 'no model' : `version ${champion.version}`
  const waits =
    `a person has to decide: version ${published.version} of ${dataset} is published and does not serve yet. Until ` +
    `someone has decided, ${serving} serves, and after ${approval.until} for good. Nothing else waits for it.`
  return [
    '',
    ...wrapped(waits, '  '),
    `  on the page    ${url}#/pipelines, "Let it serve" or "Keep the champion"`,
    '  or by          (while the host runs: npm start, or the demo without --exit)',
    `    ${approval.command}`,
    '  "keep" for "promote" keeps the champion',
  ]
}

function predictionLines({ prediction }: Report, wrapped: Wrapped): readonly string[] {
  if (prediction === null) return []
  const { icustay, probability, risk, threshold, contributions, warnings } = prediction
  const shown = contributions.slice(0, SHOWN)
  const rest = contributions.slice(SHOWN).reduce((sum, { contribution }) => sum + contribution, 0)
  return [
    '',
    `stay ${icustay}: probability of death in hospital ${percent(probability)} (${risk} risk; threshold ${percent(threshold)})`,
    'what moved it most, in log-odds',
    ...shown.map(
      ({ feature, value, contribution }) =>
        `  ${feature.padEnd(28)}${inWords(value).padStart(LONGEST_VALUE)}  ${signed(contribution)}`,
    ),
    ...(contributions.length > SHOWN
      ? [
          `  ${`${contributions.length - SHOWN} others`.padEnd(28)}${''.padStart(LONGEST_VALUE)}  ${signed(rest)}`,
        ]
      : []),
    ...warnings.flatMap(({ message }) => wrapped(`! ${message}`, '  ')),
  ]
}

function secondsLine({ seconds }: Report): string {
  const parts = Object.entries(seconds).map(([stage, value]) => `${stage} ${value.toFixed(1)}`)
  return `seconds: ${parts.join(', ')}`
}

function interval({ value, low, high }: Estimate): string {
  const range =
    low === null || high === null
      ? ''
      : ` (${low.toFixed(3)}${low < 0 ? ' to ' : '–'}${high.toFixed(3)})`
  return `${value.toFixed(3)}${range}`
}

function inWords(value: number | string | null): string {
  if (value === null) return 'missing'
  const text = typeof value === 'number' ? String(Number(value.toPrecision(4))) : value
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function count(value: number): string {
  return value.toLocaleString('en')
}

/** Lines of at most so many columns, broken at spaces; all but the first are indented. */
function wrap(text: string, columns: number, indent: string): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length > columns && line.trim() !== '') {
      lines.push(line)
      line = `${indent}${word}`
    } else {
      line = longer
    }
  }
  return [...lines, line]
}

import type { LeaderboardEntry, ModelCard, OtherBaseline } from '../../shared/registry/card.ts'
import { trialCounts } from '../../shared/registry/trialCounts.ts'
import { count, interval, percent } from './inWords.ts'

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

export function cohortLines({ data: { cohort, attrition } }: ModelCard): readonly string[] {
  const width = Math.max(...attrition.map(({ step }) => step.length))
  return [
    `cohort: ${count(cohort.stays)} stays, ${count(cohort.positives)} in-hospital deaths, ${count(cohort.patients)} patients`,
    ...attrition.map(
      ({ step, stays, positives, patients }) =>
        `  ${step.padEnd(width)}${count(stays).padStart(9)} stays${count(positives).padStart(8)} deaths${count(patients).padStart(8)} patients`,
    ),
  ]
}

export function leaderboardLines({ leaderboard }: ModelCard): readonly string[] {
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
export function championLines(
  champion: ModelCard,
  published: ModelCard | undefined,
): readonly string[] {
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
    ...(champion.metrics.basis === 'bbc-cv'
      ? ['by class and subgroup: not corrected for the search or the threshold, and so too good']
      : []),
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

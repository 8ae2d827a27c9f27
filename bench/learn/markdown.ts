import { circumstances } from '../circumstances.ts'
import { markdownTable } from '../markdownTable.ts'
import { isStopped } from '../peerProcess.ts'
import type { BoostingResult, LearnerResult } from './boosting.ts'
import type { DemoResult } from './demoStudy.ts'
import type { JobResult, StudiesResult } from './studies.ts'
import { type StudyReport, secondsOf } from './studyReport.ts'
import type { SyntheticResult } from './syntheticStudy.ts'
import type { TrainedRun } from './trainedRun.ts'

/** Each learner at each size, as Markdown. */
export function boostingLines(results: readonly BoostingResult[], runs: number): readonly string[] {
  return [
    `${circumstances()}; ${runs === 1 ? 'one turn' : `${runs} turns`}.`,
    '',
    ...markdownTable(
      ['rows', 'learner', 'fit', 'CPU', '10,000 predicted', 'mean AUROC', 'peak memory'],
      results.flatMap(({ rows, ours, xgboost, lightgbm }) =>
        [ours, xgboost, lightgbm].flatMap(learner =>
          learner === undefined ? [] : [learnerCells(rows, learner)],
        ),
      ),
    ),
  ]
}

function learnerCells(rows: number, learner: LearnerResult): readonly string[] {
  const { note, fitSeconds, fitCpuSeconds, predictSeconds, auroc, peakBytes } = learner
  return [
    rows.toLocaleString('en'),
    note,
    `${fitSeconds.toFixed(2)} s`,
    `${fitCpuSeconds.toFixed(2)} s`,
    `${(predictSeconds * 1000).toFixed(0)} ms`,
    auroc.toFixed(4),
    peakBytes === null ? 'unknown' : `${(peakBytes / 1024 / 1024).toFixed(0)} MiB`,
  ]
}

/** Both jobs, ours and the peers', as Markdown. */
export function studiesLines(result: StudiesResult): readonly string[] {
  const { stays, features, seedJob, boosting } = result
  return [
    `${circumstances()}; ${stays.toLocaleString('en')} stays, ${features} features.`,
    '',
    ...markdownTable(
      ['job', 'by', 'seconds by seed', 'best AUROC by seed', 'trials', 'pruned'],
      [...jobCells("the seed's", seedJob), ...jobCells('boosting', boosting)],
    ),
  ]
}

function jobCells(job: string, { ours, peers }: JobResult): readonly (readonly string[])[] {
  return [ours, peers ?? []].flatMap(reports => {
    if (reports.length === 0) return []
    const first = reports.find((report): report is StudyReport => !isStopped(report))
    const each = (text: (report: StudyReport) => string, ofStopped: (seconds: number) => string) =>
      reports
        .map(report => (isStopped(report) ? ofStopped(report.stoppedAfter) : text(report)))
        .join(', ')
    return [
      [
        job,
        first?.note ?? 'the peers',
        each(
          report => secondsOf(report).toFixed(1),
          seconds => `stopped after ${seconds}`,
        ),
        each(({ auroc }) => auroc.toFixed(4), unknown),
        String(first?.trials ?? unknown()),
        each(({ pruned }) => String(pruned), unknown),
      ],
    ]
  })
}

function unknown(): string {
  return '–'
}

/** The run on the open demo, as Markdown. */
export function demoLines(result: DemoResult | undefined): readonly string[] {
  if (result === undefined) return ['Not measured: the open demo was not at hand.']
  return [`${circumstances()}.`, '', ...runLines(result.run)]
}

/** The run on the made-up hospital beside the truth, as Markdown. */
export function syntheticLines({
  stays,
  heldOut,
  expected,
  drawn,
  run,
}: SyntheticResult): readonly string[] {
  return [
    `${circumstances()}; ${stays.toLocaleString('en')} stays.`,
    '',
    ...runLines(run),
    '',
    `On the ${heldOut.stays.toLocaleString('en')} held-out stays (${heldOut.deaths} deaths):`,
    '',
    ...markdownTable(
      ['AUROC', 'champion', 'true risk', 'below it'],
      [
        ['in expectation over the outcomes', ...besideBest(expected)],
        ['on the outcomes that were drawn', ...besideBest(drawn)],
      ],
    ),
  ]
}

function besideBest({
  champion,
  best,
}: {
  readonly champion: number
  readonly best: number
}): readonly string[] {
  return [champion, best, best - champion].map(value => value.toFixed(4))
}

function runLines(run: Omit<TrainedRun, 'gold' | 'artifact'>): readonly string[] {
  const { seconds, totalSeconds, family, trials, leaderboard, leftOut } = run
  return [
    `Gold ${seconds.gold.toFixed(1)} s, study ${seconds.study.toFixed(1)} s, publish ${seconds.publish.toFixed(1)} s; ` +
      `all from the first file on ${totalSeconds.toFixed(1)} s. ${trials.all} trials, ${trials.pruned} pruned, ` +
      `${trials.failed} failed; the version is of the family \`${family}\`.`,
    '',
    ...markdownTable(
      ['family', 'trials', 'best AUROC'],
      Object.entries(leaderboard).map(([name, { trials: count, best }]) => [
        `\`${name}\``,
        String(count),
        best?.toFixed(4) ?? '–',
      ]),
    ),
    ...leftOut.map(text => `\nLeft out: ${text}.`),
  ]
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchmarkContext, Verdict } from '../benchmark.ts'
import { atMost, notJudged } from '../verdicts.ts'
import { studyLines } from './studyLines.ts'
import { type TrainedRun, trainOn } from './trainedRun.ts'

/** Seconds that a study of 100 trials over all families may take on the open demo. */
const MOST_SECONDS = 60
const TARGET_TRIALS = 100

const TARGET = `the open demo: ${TARGET_TRIALS} trials over all families in at most ${MOST_SECONDS} s`

export interface DemoResult {
  readonly trials: number
  readonly run: Omit<TrainedRun, 'gold' | 'artifact'>
}

/** A whole training run on the open MIMIC-III demo; undefined where it is not at hand. */
export async function measureDemoStudy(
  { data, trials, port }: { readonly data: string; readonly trials: number; readonly port: number },
  context: BenchmarkContext,
): Promise<DemoResult | undefined> {
  const { say } = context
  say(`\n  the open demo: ${trials} trials`)
  if (!existsSync(join(data, 'CHARTEVENTS.csv'))) {
    say(`  skipped: ${data} has no CHARTEVENTS.csv`)
    return undefined
  }
  const {
    gold: _,
    artifact: __,
    ...run
  } = await trainOn({ csvs: data, dataset: 'mimic-demo', trials, port }, context)
  for (const line of studyLines(run)) say(`  ${line}`)
  return { trials, run }
}

export function judgeDemoStudy(result: DemoResult | undefined): readonly Verdict[] {
  if (result === undefined) return [notJudged(TARGET, 'the demo is not at hand')]
  if (result.trials < TARGET_TRIALS) {
    return [notJudged(TARGET, `${result.trials} trials were asked for`)]
  }
  return [atMost(TARGET, result.run.seconds.study, MOST_SECONDS, 1)]
}

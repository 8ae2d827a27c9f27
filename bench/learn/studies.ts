import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { BenchmarkContext, Verdict } from '../benchmark.ts'
import { missingModules, runNode, runPython } from '../peerProcess.ts'
import { atMost, notJudged } from '../verdicts.ts'
import { SEED_TRIALS } from './seedJob.ts'
import { writeStudyFiles } from './studyFiles.ts'
import { type StudyReport, secondsOf, studyReport } from './studyReport.ts'

/** Share of the peers' time that both jobs together may take. */
const TIME_SHARE = 0.5

/** As large as the data that the seed trained on. */
const PATIENTS = 4700

/** One job, ours and the peers'; theirs is undefined where Python lacks a module. */
export interface JobResult {
  readonly ours: StudyReport
  readonly peers: StudyReport | undefined
}

export interface StudiesResult {
  readonly stays: number
  readonly features: number
  readonly seedJob: JobResult
  readonly boosting: JobResult
}

/** The seed's own job and a study of boosting, ours and by scikit-learn, Optuna and XGBoost, on the same rows and folds. */
export async function measureStudies(
  { seed, trials }: { readonly seed: number; readonly trials: number },
  { folder, signal, say }: BenchmarkContext,
): Promise<StudiesResult> {
  const cores = availableParallelism()
  const { gold, rows, definition, stays, features } = await writeStudyFiles(
    join(folder, 'studies'),
    { patients: PATIENTS, seed, trials },
    signal,
  )
  signal.throwIfAborted()
  say(`\n  studies: ${stays} stays of the made-up hospital, ${features} features, ${cores} cores`)
  const modules = ['sklearn', 'optuna', 'xgboost', 'pandas', 'joblib']
  const withoutPeers = await missingModules(modules)
  if (withoutPeers !== undefined) say(`  peers: skipped, ${withoutPeers}`)

  const predictions = join(folder, 'studies', 'predictions')
  await mkdir(predictions)
  const measure = async (
    name: 'seed' | 'boosting',
    ours: () => Promise<StudyReport>,
    count: number,
  ): Promise<JobResult> => {
    const given = [name, rows, seed, count, cores].map(String)
    const result = {
      ours: await ours(),
      peers:
        withoutPeers === undefined
          ? await runPython('learn/studyPeer.py', given, studyReport, signal)
          : undefined,
    }
    for (const report of [result.ours, result.peers]) {
      if (report !== undefined) say(reportLine(name, report))
    }
    return result
  }
  const study = JSON.stringify(definition)
  const seedJob = await measure(
    'seed',
    async () => await runNode('learn/seedJobProcess.js', [gold, study], studyReport, signal),
    SEED_TRIALS,
  )
  const boosting = await measure(
    'boosting',
    async () =>
      await runNode('learn/studyProcess.js', [gold, study, predictions], studyReport, signal),
    trials,
  )
  return { stays, features, seedJob, boosting }
}

export function judgeStudies({ seedJob, boosting }: StudiesResult): readonly Verdict[] {
  const jobs = [
    [`the seed's job, ${seedJob.ours.trials} trials`, seedJob],
    [`a boosting study, ${boosting.ours.trials} trials`, boosting],
  ] as const
  const total = `both jobs in at most ${TIME_SHARE} of the Python peers' time on the same cores`
  const aurocs = jobs.map(([name, { ours, peers }]): Verdict => {
    const target = `${name}: best cross-validated AUROC not below the peers'`
    if (peers === undefined) return notJudged(target, 'the peers were not measured')
    return {
      target,
      measured: `${ours.auroc.toFixed(4)}, ${peers.auroc.toFixed(4)}`,
      result: ours.auroc >= peers.auroc ? 'met' : 'not met',
    }
  })
  if (seedJob.peers === undefined || boosting.peers === undefined) {
    return [notJudged(total, 'the peers were not measured'), ...aurocs]
  }
  const ours = secondsOf(seedJob.ours) + secondsOf(boosting.ours)
  const peers = secondsOf(seedJob.peers) + secondsOf(boosting.peers)
  return [atMost(total, ours / peers, TIME_SHARE, 2), ...aurocs]
}

function reportLine(name: string, report: StudyReport): string {
  const steps = Object.entries(report.steps).map(([step, s]) => `${step} ${s.toFixed(1)} s`)
  return (
    `  ${name.padEnd(9)} ${report.note.padEnd(36)} ${steps.join(', ')}  ` +
    `AUROC ${report.auroc.toFixed(4)}  ${report.trials} trials, ${report.pruned} pruned`
  )
}

import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { mean } from '../../shared/preprocessing/moments.ts'
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

/** One job, ours and the peers', a report by seed; theirs are undefined where Python lacks a module. */
export interface JobResult {
  readonly ours: readonly StudyReport[]
  readonly peers: readonly StudyReport[] | undefined
}

export interface StudiesResult {
  readonly stays: number
  readonly features: number
  readonly seedJob: JobResult
  readonly boosting: JobResult
}

/** The seed's own job and a study of boosting, ours and by scikit-learn, Optuna and XGBoost, on the same rows and folds. */
export async function measureStudies(
  given: { readonly seed: number; readonly searches: number; readonly trials: number },
  { folder, signal, say }: BenchmarkContext,
): Promise<StudiesResult> {
  const { seed, trials } = given
  const cores = availableParallelism()
  const { gold, stays, features, searches } = await writeStudyFiles(
    join(folder, 'studies'),
    { patients: PATIENTS, seed, searches: given.searches, trials },
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
    ours: (study: string) => Promise<StudyReport>,
    count: number,
  ): Promise<JobResult> => {
    const result: { ours: StudyReport[]; peers: StudyReport[] } = { ours: [], peers: [] }
    for (const { definition, rows } of searches) {
      const own = await ours(JSON.stringify(definition))
      say(reportLine(name, definition.seed, own))
      result.ours.push(own)
      if (withoutPeers !== undefined) continue
      const asked = [name, rows, definition.seed, count, cores].map(String)
      const theirs = await runPython('learn/studyPeer.py', asked, studyReport, signal)
      say(reportLine(name, definition.seed, theirs))
      result.peers.push(theirs)
    }
    return withoutPeers === undefined ? result : { ...result, peers: undefined }
  }
  const seedJob = await measure(
    'seed',
    async study => await runNode('learn/seedJobProcess.js', [gold, study], studyReport, signal),
    SEED_TRIALS,
  )
  const boosting = await measure(
    'boosting',
    async study =>
      await runNode('learn/studyProcess.js', [gold, study, predictions], studyReport, signal),
    trials,
  )
  return { stays, features, seedJob, boosting }
}

export function judgeStudies({ seedJob, boosting }: StudiesResult): readonly Verdict[] {
  const jobs = [
    ["the seed's job", seedJob],
    ['a boosting study', boosting],
  ] as const
  const total = `both jobs in at most ${TIME_SHARE} of the Python peers' time on the same cores`
  const aurocs = jobs.map(([name, { ours, peers }]): Verdict => {
    const target = `${name}, ${ours[0]?.trials ?? 0} trials: best cross-validated AUROC, the mean of ${ours.length} seeds, not below the peers'`
    if (peers === undefined) return notJudged(target, 'the peers were not measured')
    const [own, theirs] = [aurocOf(ours), aurocOf(peers)]
    return {
      target,
      measured: `${own.toFixed(4)}, ${theirs.toFixed(4)}`,
      result: own >= theirs ? 'met' : 'not met',
    }
  })
  if (seedJob.peers === undefined || boosting.peers === undefined) {
    return [notJudged(total, 'the peers were not measured'), ...aurocs]
  }
  const ours = totalSeconds([...seedJob.ours, ...boosting.ours])
  const peers = totalSeconds([...seedJob.peers, ...boosting.peers])
  return [atMost(total, ours / peers, TIME_SHARE, 2), ...aurocs]
}

function aurocOf(reports: readonly StudyReport[]): number {
  return mean(Float64Array.from(reports, ({ auroc }) => auroc))
}

function totalSeconds(reports: readonly StudyReport[]): number {
  return reports.reduce((sum, report) => sum + secondsOf(report), 0)
}

function reportLine(name: string, seed: number, report: StudyReport): string {
  const steps = Object.entries(report.steps).map(([step, s]) => `${step} ${s.toFixed(1)} s`)
  return (
    `  ${name.padEnd(9)} seed ${seed}  ${report.note.padEnd(36)} ${steps.join(', ')}  ` +
    `AUROC ${report.auroc.toFixed(4)}  ${report.trials} trials, ${report.pruned} pruned`
  )
}

import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { standardDeviation } from '../../shared/evaluation/bootstrap.ts'
import { mean } from '../../shared/preprocessing/moments.ts'
import type { BenchmarkContext, Verdict } from '../benchmark.ts'
import {
  isStopped,
  missingModules,
  runNode,
  runPythonWithin,
  type Stopped,
} from '../peerProcess.ts'
import { notJudged, verdict } from '../verdicts.ts'
import { SEED_TRIALS } from './seedJob.ts'
import { writeStudyFiles } from './studyFiles.ts'
import { type StudyReport, secondsOf, studyReport } from './studyReport.ts'

/** Share of the peers' time that both jobs together may take. */
const TIME_SHARE = 0.5

/**
 * How far the mean AUROC may lie below the peers', as for the trainer itself (`boosting.ts`), and then not beyond chance: two
 * threads race in their study, and three runs of one seed came to 0.9030, 0.9041 and 0.9061.
 */
const AUROC_BELOW = 0.002

/** The most searches of a job that a run may ask for. */
export const MOST_SEARCHES = 10

/** The 95 % quantile of Student's t by degrees of freedom from 1 on: for two to `MOST_SEARCHES` seeds. */
const T_95: readonly number[] = [6.314, 2.92, 2.353, 2.132, 2.015, 1.943, 1.895, 1.86, 1.833]

/** As large as the data that the seed trained on. */
const PATIENTS = 4700

/**
 * Seconds that the peers get for each trial of a search. Their studies of boosting took from 133 to 295 s where they ended, and
 * more than 600 in other runs of the same seeds: what two racing threads come to decides how large the trees are that they try.
 */
const PEER_SECONDS = 6

/** One job, ours and the peers', a report by seed; theirs are undefined where Python lacks a module. */
export interface JobResult {
  readonly ours: readonly StudyReport[]
  readonly peers: readonly (StudyReport | Stopped)[] | undefined
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
    const result: { ours: StudyReport[]; peers: (StudyReport | Stopped)[] } = {
      ours: [],
      peers: [],
    }
    for (const { definition, rows } of searches) {
      const own = await ours(JSON.stringify(definition))
      say(reportLine(name, definition.seed, own))
      result.ours.push(own)
      if (withoutPeers !== undefined) continue
      const asked = [name, rows, definition.seed, count, cores].map(String)
      const theirs = await runPythonWithin(
        PEER_SECONDS * count,
        'learn/studyPeer.py',
        asked,
        studyReport,
        signal,
      )
      say(
        isStopped(theirs)
          ? `  ${name.padEnd(9)} seed ${definition.seed}  peers: stopped after ${theirs.stoppedAfter} s`
          : reportLine(name, definition.seed, theirs),
      )
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

/** A search that the peers did not end counts on neither side: what it would have come to is not known. */
export function judgeStudies({ seedJob, boosting }: StudiesResult): readonly Verdict[] {
  const jobs = [
    ["the seed's job", seedJob],
    ['a boosting study', boosting],
  ] as const
  const total = `both jobs in at most ${TIME_SHARE} of the Python peers' time on the same cores`
  const aurocs = jobs.map(([name, job]): Verdict => {
    const target = `${name}, ${job.ours[0]?.trials ?? 0} trials: best cross-validated AUROC, the mean of ${seedsOf(job)}, not worse than the peers' (at most ${AUROC_BELOW} lower, and not beyond chance)`
    const { ours, peers } = endedPairs(job)
    if (ours.length === 0) return notJudged(target, whyNone(job))
    const own = aurocsOf(ours)
    const theirs = aurocsOf(peers)
    const means = `${mean(own).toFixed(4)}, ${mean(theirs).toFixed(4)}`
    if (mean(own) >= mean(theirs)) return verdict(target, means, true)
    const { t, least } = pairedTest(own, theirs)
    const isAsGood = mean(theirs) - mean(own) <= AUROC_BELOW && t >= least
    return verdict(target, `${means}; t ${t.toFixed(1)}, least ${least.toFixed(1)}`, isAsGood)
  })
  const pairs = jobs.map(([, job]) => endedPairs(job))
  const without = jobs.find((_, at) => pairs[at]?.ours.length === 0)
  if (without !== undefined) return [notJudged(total, whyNone(without[1])), ...aurocs]
  const share = timeShare([seedJob, boosting])
  const shares = jobs.map(([name, job]) => `${name} ${timeShare([job]).toFixed(2)}`).join(', ')
  const measured = `${share.toFixed(2)} (${shares})`
  const isWhole = jobs.every(([, job]) => job.peers?.every(peer => !isStopped(peer)))
  const of = jobs.map(([name, job]) => `${name}: ${seedsOf(job)}`).join('; ')
  const target = isWhole ? total : `${total} (${of})`
  return [verdict(target, measured, share <= TIME_SHARE), ...aurocs]
}

/** The reports of the seeds whose search ended on both sides. */
function endedPairs({ ours, peers = [] }: JobResult): {
  readonly ours: readonly StudyReport[]
  readonly peers: readonly StudyReport[]
} {
  const pairs = ours.flatMap((own, at) => {
    const theirs = peers[at]
    return theirs === undefined || isStopped(theirs) ? [] : [{ own, theirs }]
  })
  return { ours: pairs.map(({ own }) => own), peers: pairs.map(({ theirs }) => theirs) }
}

function seedsOf(job: JobResult): string {
  const [all, ended] = [job.ours.length, endedPairs(job).ours.length]
  return job.peers === undefined || ended === all
    ? `${all} seeds`
    : `${ended} of ${all} seeds, the peers' other searches having been stopped`
}

function whyNone({ peers }: JobResult): string {
  return peers === undefined
    ? 'the peers were not measured'
    : 'no search of the peers ended in time'
}

function aurocsOf(reports: readonly StudyReport[]): Float64Array {
  return Float64Array.from(reports, ({ auroc }) => auroc)
}

/** Student's t of the differences, and the least that chance lets it be in 95 of 100 runs; of one seed there is none. */
function pairedTest(ours: Float64Array, peers: Float64Array): { t: number; least: number } {
  const differences = ours.map((auroc, at) => auroc - (peers[at] ?? Number.NaN))
  const { length } = differences
  const t = (mean(differences) * Math.sqrt(length)) / standardDeviation(differences)
  return { t, least: -(T_95[length - 2] ?? 0) }
}

/** Our seconds for these jobs to the peers', of the seeds that both ended. */
function timeShare(jobs: readonly JobResult[]): number {
  const pairs = jobs.map(endedPairs)
  const ours = totalSeconds(pairs.flatMap(pair => pair.ours))
  const peers = totalSeconds(pairs.flatMap(pair => pair.peers))
  return ours / peers
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

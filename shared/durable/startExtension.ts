import type { DurableClient } from 'durable-functions'
import { extendStudy } from '../contracts/orchestrations.ts'
import { MOST_TRIALS } from '../contracts/training.ts'
import { runRows, runsOf, type TrainingRun } from '../datasets/runs.ts'
import { datasetOfStudy, studyDefinitionOf, trialsOf } from '../datasets/studies.ts'
import { invalidInput } from '../http/inputErrors.ts'
import { AppError } from '../http/problem.ts'
import type { Storage } from '../storage/connect.ts'
import { trialCount } from '../tuning/study.ts'
import { statusReader } from './orchestrationStatus.ts'
import { startOnce } from './startOnce.ts'

const ENDED: ReadonlySet<string> = new Set(['Completed', 'Failed', 'Terminated', 'Canceled'])

/**
 * Starts `extendStudy` on a study of which no run is under way: it goes on with the first trial that is not stored.
 *
 * @returns the instance's id
 * @throws AppError STUDY_NOT_FOUND; STUDY_RUNNING; INVALID_INPUT where it cannot have so many trials
 */
export async function startExtension(
  client: DurableClient,
  { lake, rows }: Storage,
  studyId: string,
  trials: number,
): Promise<string> {
  const dataset = datasetOfStudy(studyId)
  const definition = await studyDefinitionOf(lake, studyId)
  if (dataset === undefined || definition === undefined) throw unknownStudy(studyId)
  const runs = (await runsOf(rows, dataset)).filter(run => run.studyId === studyId)
  const first = runs.find(({ runId }) => runId === studyId)
  if (first === undefined) throw unknownStudy(studyId)

  // nobody else may be at work on it
  const statusOf = statusReader(client)
  for (const { runId } of runs) {
    const status = await statusOf(runId)
    if (status !== undefined && !ENDED.has(status.runtimeStatus)) throw isRunning(runId)
  }

  // from the first trial that is missing
  const stored = new Set((await trialsOf(rows, studyId)).map(({ number }) => number))
  let from = 0
  while (stored.has(from)) from += 1
  const to = from + trials
  const most = Math.min(trialCount({ ...definition, trials: MOST_TRIALS }), MOST_TRIALS)
  if (to > most) {
    const message = `is too many: the study has ${from} trials and can have ${most} at most`
    throw invalidInput([{ pointer: '/trials', message }])
  }

  // two calls at once choose the same id, and one of them starts it
  const runId = `${studyId}-more-${runs.length}`
  const { fingerprint } = first
  const request = { ...first.request, trials: to }
  const cause = 'extension' as const
  const created = new Date().toISOString()
  const run: TrainingRun = { dataset, runId, studyId, fingerprint, request, cause, created }
  const input = { dataset, fingerprint, request, runId: studyId, from, to }
  const started = await startOnce(client, extendStudy, runId, input, async () => {
    await runRows(rows).insert(dataset, runId, run)
  })
  if (!started) throw isRunning(runId)
  return runId
}

function unknownStudy(id: string): AppError {
  return new AppError('STUDY_NOT_FOUND', `There is no study "${id}".`)
}

function isRunning(runId: string): AppError {
  return new AppError('STUDY_RUNNING', `Run "${runId}" of this study has not ended.`)
}

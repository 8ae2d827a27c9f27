import { setTimeout as wait } from 'node:timers/promises'
import type { DurableClient } from 'durable-functions'
import { runProgress } from '../contracts/orchestrations.ts'
import { runsOf } from '../datasets/runs.ts'
import { datasetOfStudy } from '../datasets/studies.ts'
import { AppError } from '../http/problem.ts'
import type { Storage } from '../storage/connect.ts'
import { statusReader } from './orchestrationStatus.ts'

export type Steering = 'suspend' | 'resume' | 'terminate'

const RUNNING: ReadonlySet<string> = new Set(['Running', 'Pending', 'Suspended'])

/** An orchestration hears of it by a queue, which an instance that is away may take long to read. */
const PATIENCE_MILLISECONDS = 30_000
const PAUSE_MILLISECONDS = 200

/**
 * Suspends, resumes or terminates the run of a study that is under way, and with it the slice of trials that works for it:
 * Durable Functions does neither to sub-orchestrations. Trials in flight end, and are stored. The run goes first, so that it
 * starts no other slice meanwhile; on resuming, last.
 *
 * @returns the run's id; asked again once it is so, nothing is done
 * @throws AppError STUDY_NOT_FOUND; STUDY_NOT_RUNNING; STUDY_BUSY where the run has not heard of it in time
 */
export async function steerStudy(
  client: DurableClient,
  { rows }: Storage,
  studyId: string,
  steering: Steering,
  reason: string,
): Promise<string> {
  const statusOf = statusReader(client)
  const statusNow = async (id: string) => (await statusOf(id))?.runtimeStatus ?? 'Unknown'

  const dataset = datasetOfStudy(studyId)
  const runs = dataset === undefined ? [] : await runsOf(rows, dataset)
  const ofStudy = runs.filter(run => run.studyId === studyId)
  if (ofStudy.length === 0) {
    throw new AppError('STUDY_NOT_FOUND', `There is no study "${studyId}".`)
  }
  const statuses = await Promise.all(ofStudy.map(async ({ runId }) => await statusNow(runId)))
  const runId = ofStudy.find((_, at) => RUNNING.has(statuses[at] ?? ''))?.runId
  if (runId === undefined) {
    throw new AppError('STUDY_NOT_RUNNING', `No run of the study "${studyId}" is under way.`)
  }

  if (steering === 'resume') {
    const child = await childOf(runId)
    if (child !== undefined) await steer(child)
    await steer(runId)
    return runId
  }
  await steer(runId)
  await heard(runId)
  // only now is it sure which slice was its last
  const child = await childOf(runId)
  if (child !== undefined) await steer(child)
  return runId

  async function childOf(id: string): Promise<string | undefined> {
    return runProgress.safeParse((await statusOf(id))?.customStatus).data?.child
  }

  /** Durable refuses what is so already. */
  async function steer(id: string): Promise<void> {
    const status = await statusNow(id)
    if (!RUNNING.has(status)) return
    // the client puts it into an address as it is
    const said = encodeURIComponent(reason)
    if (steering === 'suspend' && status !== 'Suspended') await client.suspend(id, said)
    if (steering === 'resume' && status === 'Suspended') await client.resume(id, said)
    if (steering === 'terminate') await client.terminate(id, said)
  }

  async function heard(id: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MILLISECONDS
    for (;;) {
      const status = await statusNow(id)
      if (!RUNNING.has(status) || (steering === 'suspend' && status === 'Suspended')) return
      if (Date.now() > deadline) {
        throw new AppError('STUDY_BUSY', `Run "${id}" was told to ${steering}, and is ${status}.`)
      }
      await wait(PAUSE_MILLISECONDS)
    }
  }
}

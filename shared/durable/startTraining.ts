import type { DurableClient } from 'durable-functions'
import { trainModel } from '../contracts/orchestrations.ts'
import { runRows, type TrainingRun } from '../datasets/runs.ts'
import type { Rows } from '../storage/rows.ts'
import { startOnce } from './startOnce.ts'

/** Starts a training run unless its id was ever used; the run is on record before it starts. */
export async function startTraining(
  client: DurableClient,
  rows: Rows,
  run: TrainingRun,
): Promise<boolean> {
  const { dataset, runId, fingerprint, request } = run
  return await startOnce(client, trainModel, runId, { dataset, fingerprint, request }, async () => {
    await runRows(rows).insert(dataset, runId, run)
  })
}

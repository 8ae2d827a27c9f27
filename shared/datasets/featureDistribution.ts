import { z } from 'zod'
import { outcomeDistribution } from '../evaluation/outcomeDistribution.ts'
import { readJson } from '../storage/json.ts'
import { BlobNotFound, type Lake } from '../storage/lake.ts'
import { runFolder } from '../storage/paths.ts'
import type { Rows } from '../storage/rows.ts'
import { type GoldSummary, goldSummary, runsOf } from './runs.ts'

/** How a feature is distributed by outcome in the newest gold of a dataset. */
export const featureDistribution = z.object({
  dataset: z.string(),
  runId: z.string(),
  /** Delta version of gold. */
  goldVersion: z.int(),
  predictionHours: z.number(),
  feature: z.string(),
  distribution: outcomeDistribution,
})
export type FeatureDistribution = z.infer<typeof featureDistribution>

/** The gold of the newest run that has got so far; undefined where none has. */
export async function newestGold(
  lake: Lake,
  rows: Rows,
  dataset: string,
): Promise<
  | { readonly runId: string; readonly predictionHours: number; readonly gold: GoldSummary }
  | undefined
> {
  for (const { runId, studyId, request } of await runsOf(rows, dataset)) {
    try {
      const gold = await readJson(lake, `${runFolder(dataset, studyId)}gold.json`, goldSummary)
      return { runId, predictionHours: request.predictionHours, gold }
    } catch (error) {
      if (!(error instanceof BlobNotFound)) throw error
    }
  }
  return undefined
}

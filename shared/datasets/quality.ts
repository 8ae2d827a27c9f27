import type { z } from 'zod'
import type { TableName } from '../contracts/dataset.ts'
import type { Promotion } from '../contracts/promotion.ts'
import {
  type DatasetQuality,
  type ReferenceCheck,
  referenceChecks,
  type StoredQuality,
  storedQuality,
} from '../contracts/quality.ts'
import { datasetQuality } from '../quality/datasetQuality.ts'
import { readJson } from '../storage/json.ts'
import { BlobNotFound, type Lake, type LakePath } from '../storage/lake.ts'
import { qualityPath, referencesPath } from '../storage/paths.ts'

/** The reports on what is in silver now; a version that was promoted before there were reports has none. */
export async function reportsOf(
  lake: Lake,
  promotions: readonly Promotion[],
): Promise<ReadonlyMap<TableName, StoredQuality>> {
  const reports = await Promise.all(
    inSilver(promotions).map(async ({ dataset, table, deltaVersion }) => {
      const path = qualityPath(dataset, table, deltaVersion)
      return [table, await readIfThere(lake, path, storedQuality)] as const
    }),
  )
  return new Map(
    reports.flatMap(([table, report]) => (report === undefined ? [] : [[table, report]])),
  )
}

/** What is known of the quality of a dataset, from the newest promotion of each of its tables. */
export async function qualityOf(
  lake: Lake,
  dataset: string,
  promotions: readonly Promotion[],
): Promise<DatasetQuality> {
  const [reports, checks] = await Promise.all([
    reportsOf(lake, promotions),
    checksOf(lake, promotions),
  ])
  return datasetQuality(dataset, promotions, reports, checks)
}

/** Of two tables, the one that came later has looked at both. */
async function checksOf(
  lake: Lake,
  promotions: readonly Promotion[],
): Promise<readonly ReferenceCheck[]> {
  const made = await Promise.all(
    inSilver(promotions).map(async ({ dataset, table, deltaVersion }) =>
      readIfThere(lake, referencesPath(dataset, table, deltaVersion), referenceChecks),
    ),
  )
  return made.flatMap(blob => blob?.checks ?? [])
}

function inSilver(promotions: readonly Promotion[]) {
  return promotions.flatMap(({ dataset, table, deltaVersion }) =>
    deltaVersion === undefined ? [] : [{ dataset, table, deltaVersion }],
  )
}

async function readIfThere<T>(
  lake: Lake,
  path: LakePath,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  try {
    return await readJson(lake, path, schema)
  } catch (error) {
    if (error instanceof BlobNotFound) return undefined
    throw error
  }
}

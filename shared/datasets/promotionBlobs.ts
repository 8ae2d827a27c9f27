import type { BronzeFile, ConversionPass, Conversions } from '../contracts/promotion.ts'
import { type RangeMeasures, rangeMeasures } from '../contracts/rangeMeasures.ts'
import { deleteThose } from '../storage/deleteThose.ts'
import { readJson } from '../storage/json.ts'
import type { Lake, LakePath } from '../storage/lake.ts'
import {
  promotionFolder,
  promotionsFolder,
  quarantineFolder,
  silverTable,
} from '../storage/paths.ts'
import { readDelta } from '../tables/delta.ts'
import { findTransaction, readLog } from '../tables/deltaLog.ts'

/** Blobs that are read at once. */
const WIDTH = 8

/**
 * The blobs that one promotion of one file writes, all named by its instance id: what runs twice writes the same ones,
 * and what is left over can be told.
 */
export interface PromotionBlobs {
  /** Folder of the silver table. */
  readonly table: LakePath
  part(pass: ConversionPass, number: number): LakePath
  rejects(pass: ConversionPass, number: number): LakePath
  /** The keys of a part, for the search for orphans. */
  keys(pass: ConversionPass, number: number): LakePath
  measures(pass: ConversionPass, range: number): LakePath
  /** The row ids of a range's accepted rows. */
  rowIds(range: number): LakePath
  /** Those of a range's row ids that an earlier range has. */
  repeatedIds(range: number): LakePath
}

/** Names hold the instance, so that what an earlier try has left is never taken for this one's. */
export function promotionBlobs(file: BronzeFile, instanceId: string): PromotionBlobs {
  const { dataset } = file
  const table = silverTable(dataset, file.table)
  const quarantine = `${quarantineFolder(dataset, file.table)}${instanceId}/`
  const measured = promotionFolder(dataset, file.table, instanceId)
  return {
    table,
    part: (pass, number) => `${table}part-${digits(number)}-${instanceId}${suffix(pass)}.parquet`,
    rejects: (pass, number) => `${quarantine}rows-${digits(number)}${suffix(pass)}.csv`,
    keys: (pass, number) => `${measured}keys-${digits(number)}${suffix(pass)}.parquet`,
    measures: (pass, range) => `${measured}range-${digits(range)}${suffix(pass)}.json`,
    rowIds: range => `${measured}range-${digits(range)}.ids`,
    repeatedIds: range => `${measured}range-${digits(range)}-repeated.ids`,
  }
}

function suffix(pass: ConversionPass): string {
  return pass === 'first' ? '' : `-${pass}`
}

function digits(number: number): string {
  return String(number).padStart(5, '0')
}

/** What the conversions that make a table have measured, in the order of the file, a few in memory at a time. */
export async function* readMeasures(
  lake: Lake,
  blobs: PromotionBlobs,
  { pass, ranges, unique }: Conversions,
): AsyncGenerator<RangeMeasures> {
  const paths = Array.from({ length: ranges }, (_, range) =>
    blobs.measures(unique.includes(range) ? 'unique' : pass, range),
  )
  for (let from = 0; from < ranges; from += WIDTH) {
    const some = paths.slice(from, from + WIDTH)
    yield* await Promise.all(some.map(async path => readJson(lake, path, rangeMeasures)))
  }
}

/**
 * Deletes what a promotion has written and nobody will read: parts that it has not committed, keys and refused rows of
 * conversions that do not count, and row ids.
 *
 * @param wanted - blobs with keys and refused rows that stay
 */
export async function deleteLeftovers(
  lake: Lake,
  file: BronzeFile,
  instanceId: string,
  wanted: readonly LakePath[] = [],
): Promise<void> {
  const { dataset } = file
  const table = silverTable(dataset, file.table)
  const kept = new Set([...(await committedParts(lake, table, instanceId)), ...wanted])
  const folders: readonly [LakePath, isLeftover: (path: LakePath) => boolean][] = [
    [table, path => path.endsWith('.parquet') && path.includes(`-${instanceId}`)],
    [promotionFolder(dataset, file.table, instanceId), path => /\.(ids|parquet)$/.test(path)],
    [`${quarantineFolder(dataset, file.table)}${instanceId}/rows-`, () => true],
  ]
  for (const [folder, isLeftover] of folders) {
    await deleteThose(lake, folder, path => isLeftover(path) && !kept.has(path))
  }
}

/**
 * Deletes the keys of the versions of a table that came before the one of this promotion: only the newest are compared.
 * Whoever is about to read them does not find them, and finds the newer ones when he tries again, as the row of the table
 * names these by now.
 */
export async function deleteOverwrittenKeys(
  lake: Lake,
  { dataset, table }: BronzeFile,
  instanceId: string,
  deltaVersion: number,
): Promise<void> {
  const { transactions } = await readLog(lake, silverTable(dataset, table), deltaVersion)
  const earlier = [...transactions.keys()].filter(id => id !== instanceId)
  const folders = earlier.map(id => promotionFolder(dataset, table, id))
  await deleteThose(
    lake,
    promotionsFolder(dataset, table),
    path => path.endsWith('.parquet') && folders.some(folder => path.startsWith(folder)),
  )
}

/** The parts that a promotion has committed, also where a newer version of the table has replaced them. */
async function committedParts(
  lake: Lake,
  table: LakePath,
  instanceId: string,
): Promise<readonly LakePath[]> {
  const { version: newest, transactions } = await readLog(lake, table)
  const done = transactions.get(instanceId)
  if (done === undefined) return []
  const version = done.committedAs ?? (await findTransaction(lake, table, instanceId, newest))
  const { files } = await readDelta(lake, table, version)
  return files.map(({ path }) => `${table}${path}`)
}

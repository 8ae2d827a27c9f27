import type { BronzeFile, ConversionPass, Conversions } from '../contracts/promotion.ts'
import { type RangeMeasures, rangeMeasures } from '../contracts/rangeMeasures.ts'
import { readJson } from '../storage/json.ts'
import type { Lake, LakePath } from '../storage/lake.ts'
import { promotionFolder, quarantineFolder, silverTable } from '../storage/paths.ts'
import { DeltaTableMissing, readDelta } from '../tables/delta.ts'

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
 * Deletes what a promotion has written and nobody will read: parts that the table's log does not list, keys and refused
 * rows of conversions that do not count, and row ids.
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
  const kept = new Set([...(await listedParts(lake, table)), ...wanted])
  const folders: readonly [LakePath, isLeftover: (path: LakePath) => boolean][] = [
    [table, path => path.endsWith('.parquet') && path.includes(`-${instanceId}`)],
    [promotionFolder(dataset, file.table, instanceId), path => /\.(ids|parquet)$/.test(path)],
    [`${quarantineFolder(dataset, file.table)}${instanceId}/rows-`, () => true],
  ]
  for (const [folder, isLeftover] of folders) {
    const paths: LakePath[] = []
    for await (const { path } of lake.list(folder)) {
      if (isLeftover(path) && !kept.has(path)) paths.push(path)
    }
    for (const path of paths) await lake.delete(path)
  }
}

async function listedParts(lake: Lake, table: LakePath): Promise<readonly LakePath[]> {
  try {
    return (await readDelta(lake, table)).files.map(({ path }) => `${table}${path}`)
  } catch (error) {
    if (error instanceof DeltaTableMissing) return []
    throw error
  }
}

import type { TableName } from '../contracts/dataset.ts'
import { type BronzeFile, type Promotion, promotion } from '../contracts/promotion.ts'
import type { Rows, RowTable } from '../storage/rows.ts'

/** Tries of a change to a row that others change too. */
const ATTEMPTS = 10

function promotionRows(rows: Rows): RowTable<Promotion> {
  return rows.table({ name: 'promotions', schema: promotion })
}

/** The newest promotion of each table of a dataset that ever arrived. */
export async function promotionsOf(rows: Rows, dataset: string): Promise<readonly Promotion[]> {
  return await promotionRows(rows).list(dataset)
}

/** The newest promotion of a table; undefined where no file of it ever arrived. */
export async function promotionOf(
  rows: Rows,
  dataset: string,
  table: TableName,
): Promise<Promotion | undefined> {
  return (await promotionRows(rows).get(dataset, table))?.row
}

/** Every dataset of which a file ever arrived. */
export async function datasetNames(rows: Rows): Promise<readonly string[]> {
  return await promotionRows(rows).partitions()
}

/**
 * A new version of a table's file has come. What is in silver of an earlier version stays known.
 *
 * @param isCurrent - whether it is the file's version now. It is asked once the row is read, so that of two versions whose
 *   events are handled at once the newer one has the row, whichever comes last
 * @returns false where a newer version has come in the meantime: the row is then its own
 */
export async function receiveFile(
  rows: Rows,
  file: BronzeFile,
  instanceId: string,
  now: string,
  isCurrent: () => Promise<boolean>,
): Promise<boolean> {
  return await change(rows, file, async earlier => {
    if (!(await isCurrent())) return undefined
    const { reason: _, notes: __, ...silver } = earlier ?? {}
    return { ...silver, ...received(file), instanceId, updated: now }
  })
}

/** The file is in silver. Answers false where a newer version has come in the meantime: the row is then its own. */
export async function filePromoted(
  rows: Rows,
  file: BronzeFile,
  silver: Required<
    Pick<
      Promotion,
      | 'rowsIn'
      | 'rowsOut'
      | 'quarantined'
      | 'contentHash'
      | 'contractVersion'
      | 'deltaVersion'
      | 'notes'
    >
  >,
  now: string,
): Promise<boolean> {
  return await change(rows, file, earlier =>
    earlier?.etag === file.etag
      ? { ...earlier, ...silver, state: 'promoted', updated: now }
      : undefined,
  )
}

/** The file was refused. Answers false where a newer version has come in the meantime. */
export async function fileRefused(
  rows: Rows,
  file: BronzeFile,
  reason: string,
  now: string,
): Promise<boolean> {
  return await change(rows, file, earlier =>
    earlier?.etag === file.etag ? { ...earlier, state: 'failed', reason, updated: now } : undefined,
  )
}

function received({ dataset, table, path, etag, bytes }: BronzeFile) {
  return { dataset, table, file: path, etag, bytes, state: 'received' as const }
}

/** Reads, changes, writes over what was read; again where somebody else was faster. */
async function change(
  rows: Rows,
  { dataset, table, path }: BronzeFile,
  next: (earlier: Promotion | undefined) => Promotion | undefined | Promise<Promotion | undefined>,
): Promise<boolean> {
  const promotions = promotionRows(rows)
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const earlier = await promotions.get(dataset, table)
    const row = await next(earlier?.row)
    if (row === undefined) return false
    const written =
      earlier === undefined
        ? await promotions.insert(dataset, table, row)
        : await promotions.replace(dataset, table, row, earlier.etag)
    if (written) return true
  }
  throw new Error(`${path}: the row of ${dataset}/${table} is changed by others all the time`)
}

import { eventItems } from '../features/eventItems.ts'
import { EVENT_TABLES } from '../mimic/concepts/concept.ts'
import { literal, parquetFiles, type Sql } from '../tables/sql.ts'
import type { Change } from './change.ts'
import type { RowCounts, SampledStay } from './drawChanges.ts'
import { ownerOf, timeOf } from './eventChanges.ts'
import type { BuiltGold, GoldSteps, SilverFiles } from './rebuildGold.ts'

/** A stay of the sample; a later one of the same patient may look back at this one. */
export interface Stay extends SampledStay {
  readonly intime: number
  /** End of its admission, in ms; NaN where it is unknown. */
  readonly dischtime: number
}

/**
 * Makes the table `stays` (`subject_id, hadm_id, icustay_id, intime, window_end, stay_end, later_admissions`).
 *
 * @param gapHours - up to so long after the window the cohort asks for life and presence
 */
export async function findStays(
  sql: Sql,
  { cohort, icustayDetail }: BuiltGold,
  silver: SilverFiles,
  gapHours: number,
): Promise<readonly Stay[]> {
  await sql.run(`CREATE TABLE stays AS
    SELECT c.*, d.dischtime, c.window_end + to_seconds(${gapHours * 3600}) AS stay_end, (
        SELECT coalesce(list(a.hadm_id), []) FROM ${parquetFiles(silver.ADMISSIONS ?? [])} a
        WHERE a.subject_id = c.subject_id AND a.admittime > c.window_end
      ) AS later_admissions
    FROM ${parquetFiles([cohort])} c
      JOIN (SELECT icustay_id, dischtime FROM ${parquetFiles([icustayDetail])}) d USING (icustay_id)`)
  const rows = await sql.rows(
    'SELECT subject_id, icustay_id, intime, dischtime FROM stays ORDER BY icustay_id',
  )
  return rows.map(row => ({
    subjectId: Number(row['subject_id']),
    icustayId: Number(row['icustay_id']),
    intime: Number(row['intime']),
    dischtime: Number(row['dischtime'] ?? Number.NaN),
  }))
}

/**
 * Makes `told (table_name, icustay_id, row_id, concept, kind, has_value)`: which rows of silver count within the window
 * of which stay, and as what. It asks the extraction itself, row by row, each as the only one of a stay of its own.
 */
export async function findToldRows(
  sql: Sql,
  steps: Pick<GoldSteps, 'extractEvents'>,
  silver: SilverFiles,
  options: { readonly byStoretime: boolean; readonly prefix: string },
): Promise<void> {
  await sql.run(`CREATE TABLE told (
    table_name VARCHAR, icustay_id BIGINT, row_id BIGINT, concept VARCHAR, kind VARCHAR, has_value BOOLEAN)`)
  const at = (name: string) => `${options.prefix}-${name}.parquet`
  for (const table of EVENT_TABLES) {
    const parts = silver[table]
    if (parts === undefined) continue

    // each row on its own
    const owner = ownerOf(table)
    const items = eventItems(table)
    await sql.run(`CREATE OR REPLACE TABLE lone AS
      SELECT row_number() OVER (ORDER BY r.row_id, s.icustay_id) AS number, s.icustay_id AS told_stay, r.*
      FROM ${parquetFiles(parts)} r JOIN stays s ON r.${owner} = s.${owner}
      WHERE r.itemid IN (${items.map(({ itemid }) => itemid).join(', ')}) AND r.${timeOf(table)} <= s.window_end`)
    await sql.run(`COPY (
      SELECT * EXCLUDE (number, told_stay) REPLACE (number AS ${owner}) FROM lone
    ) TO ${literal(at('lone'))} (FORMAT parquet)`)
    await sql.run(`COPY (
      SELECT number AS subject_id, number AS hadm_id, number AS icustay_id, intime, window_end
      FROM lone JOIN (SELECT icustay_id AS told_stay, intime, window_end FROM stays) USING (told_stay)
    ) TO ${literal(at('lone-cohort'))} (FORMAT parquet)`)
    await steps.extractEvents(sql, table, [at('lone')], at('lone-cohort'), at('lone-events'))

    const flags = items
      .filter(item => item.flag)
      .map(({ concept, kind }) => `(${literal(concept)}, ${literal(kind)})`)
    const isFlag = flags.length === 0 ? 'false' : `(e.concept, e.kind) IN (${flags.join(', ')})`
    await sql.run(`INSERT INTO told
      SELECT ${literal(table)}, l.told_stay, l.row_id, e.concept, e.kind, NOT (${isFlag})
      FROM ${parquetFiles([at('lone-events')])} e JOIN lone l ON l.number = e.icustay_id
      ${options.byStoretime ? 'WHERE e.stored' : ''}`)
  }
}

/**
 * Makes `candidates (pool, icustay_id, n, row_id)`: the rows that may be drawn for each stay, numbered by `row_id`, so
 * that what is drawn does not depend on how silver is cut into parts. Needs `stays` and `told`.
 */
export async function findCandidates(
  sql: Sql,
  silver: SilverFiles,
  changes: readonly Change[],
): Promise<{ readonly counts: RowCounts; readonly poolOf: readonly number[] }> {
  await sql.run(
    'CREATE TABLE candidates (pool INTEGER, icustay_id BIGINT, n BIGINT, row_id BIGINT)',
  )
  const pools = [...new Set(changes.map(poolName))]
  const numbered = 'row_number() OVER (PARTITION BY icustay_id ORDER BY row_id) - 1'
  for (const [pool, name] of pools.entries()) {
    const change = changes.find(candidate => poolName(candidate) === name)
    if (change === undefined) continue
    await sql.run(`INSERT INTO candidates
      SELECT ${pool}, icustay_id, ${numbered}, row_id FROM (${rowsOf(change, silver)})`)
  }

  const counted = await sql.rows(
    'SELECT pool, icustay_id, count(*) AS rows FROM candidates GROUP BY ALL',
  )
  const byPool = pools.map(
    (_, pool) =>
      new Map(
        counted
          .filter(row => row['pool'] === pool)
          .map(row => [Number(row['icustay_id']), Number(row['rows'])]),
      ),
  )
  const poolOf = changes.map(change => pools.indexOf(poolName(change)))
  return { counts: poolOf.map(pool => byPool[pool] ?? new Map()), poolOf }
}

function rowsOf(change: Change, silver: SilverFiles): string {
  const { table, rows } = change
  if (change.subject === 'window') {
    return `SELECT icustay_id, row_id FROM told WHERE table_name = ${literal(table)} AND (${rows})
      GROUP BY ALL`
  }
  return `SELECT s.icustay_id, r.row_id
    FROM ${parquetFiles(silver[table] ?? [])} r JOIN stays s ON ${rows}`
}

/** Changes of the same rows share their candidates. */
function poolName({ subject, table, rows }: Change): string {
  return subject === 'window' ? `${table} window ${rows}` : `${table} ${rows}`
}

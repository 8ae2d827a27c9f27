import { EVENT_TABLES, type EventTable } from '../mimic/concepts/concept.ts'
import { literal, parquetFiles, type Sql } from '../tables/sql.ts'
import type { Change } from './change.ts'
import type { DrawnChange } from './drawChanges.ts'
import {
  type BuiltGold,
  GOLD_TABLES,
  type GoldSteps,
  type GoldTable,
  type SilverFiles,
} from './rebuildGold.ts'

/**
 * Silver of several rounds at once: of each round all that the sample has, with the round's mutations, under ids of its
 * own, so that one gold shows them all.
 */
export interface MutatedSilver {
  /** Of event tables only the rows that some round changes. */
  readonly silver: SilverFiles
  /** Events of all other rows: they are the same in every round, and so were extracted once. */
  readonly events: Readonly<Partial<Record<EventTable, readonly string[]>>>
}

/** An id of the sample as it is in a round. */
export function idInRound(id: number, round: number): number {
  return id + (round + 1) * ROUND_OFFSET
}

/** Above all ids of MIMIC-III; a thousand rounds stay below 2^53. */
const ROUND_OFFSET = 1_000_000_000_000

/** Columns with ids of patients, admissions and stays. */
const IDS: Readonly<Record<GoldTable, readonly string[]>> = {
  PATIENTS: ['subject_id'],
  ADMISSIONS: ['subject_id', 'hadm_id'],
  ICUSTAYS: ['subject_id', 'hadm_id', 'icustay_id'],
  SERVICES: ['subject_id', 'hadm_id'],
  DIAGNOSES_ICD: ['subject_id', 'hadm_id'],
  CHARTEVENTS: ['subject_id', 'hadm_id', 'icustay_id'],
  LABEVENTS: ['subject_id', 'hadm_id'],
  OUTPUTEVENTS: ['subject_id', 'hadm_id', 'icustay_id'],
  INPUTEVENTS_CV: ['subject_id', 'hadm_id', 'icustay_id'],
  INPUTEVENTS_MV: ['subject_id', 'hadm_id', 'icustay_id'],
  PROCEDUREEVENTS_MV: ['subject_id', 'hadm_id', 'icustay_id'],
}

export interface Mutations {
  readonly silver: SilverFiles
  readonly changes: readonly Change[]
  /** Their position is their number in the table `drawn`. */
  readonly drawn: readonly DrawnChange[]
  /** Pool of each change in the table `candidates`. */
  readonly poolOf: readonly number[]
  readonly base: BuiltGold
  readonly prefix: string
}

/** Rows of an SQL statement at once. */
const SLICE = 1000

/**
 * Cuts every table into the rows that are changed in some round and the rest, as silver may be cut into parts, and
 * changes them. Makes the table `drawn (number, round, change, icustay_id, row_id, …)`; needs `stays` and `candidates`.
 *
 * @returns the silver of the rounds that are asked for
 */
export async function mutateSilver(
  sql: Sql,
  steps: Pick<GoldSteps, 'extractEvents'>,
  mutations: Mutations,
): Promise<(rounds: readonly number[]) => Promise<MutatedSilver>> {
  const { silver, changes, base, prefix } = mutations
  const tables = GOLD_TABLES.filter(table => silver[table] !== undefined)
  await findDrawnRows(sql, mutations)
  for (const table of tables) {
    const files = silver[table] ?? []
    const ofTable = positions(changes, change => change.table === table)
    const drawnRows = `(SELECT row_id FROM drawn WHERE change IN ${ofTable})`
    await sql.run(`
      COPY (SELECT * FROM ${parquetFiles(files)} WHERE row_id NOT IN ${drawnRows})
        TO ${literal(restOf(table))} (FORMAT parquet);
      CREATE TABLE touched_${table} AS SELECT * FROM ${parquetFiles(files)} WHERE row_id IN ${drawnRows};
      CREATE TABLE changed_${table} AS SELECT 0 AS round, * FROM touched_${table} LIMIT 0;
      CREATE TABLE replaced_${table} AS SELECT round, row_id FROM drawn WHERE change IN
        ${positions(changes, change => change.table === table && change.deed !== 'inserted')}`)
    for (const [at, change] of changes.entries()) {
      if (change.table === table) await changeRows(sql, change, at)
    }
    if (isEventTable(table)) {
      const output = `${prefix}-rest-events-${table}.parquet`
      await steps.extractEvents(sql, table, [restOf(table)], base.cohort, output)
    }
  }
  return silverOf

  function restOf(table: GoldTable): string {
    return `${prefix}-rest-${table}.parquet`
  }

  async function silverOf(rounds: readonly number[]): Promise<MutatedSilver> {
    const of = `(SELECT unnest([${rounds.join(', ')}]) AS round)`
    const files: Partial<Record<GoldTable, readonly string[]>> = {}
    const events: Partial<Record<EventTable, readonly string[]>> = {}
    for (const table of tables) {
      const rest = isEventTable(table)
        ? ''
        : `SELECT round, r.* FROM ${parquetFiles([restOf(table)])} r CROSS JOIN ${of} UNION ALL`
      const file = `${prefix}-round-${table}.parquet`
      await sql.run(`COPY (
        SELECT * EXCLUDE (round) REPLACE (${IDS[table].map(shifted).join(', ')}) FROM (
          ${rest} SELECT * FROM (SELECT round, t.* FROM touched_${table} t CROSS JOIN ${of})
            ANTI JOIN replaced_${table} USING (round, row_id)
          UNION ALL SELECT * FROM changed_${table} SEMI JOIN ${of} USING (round)
        )) TO ${literal(file)} (FORMAT parquet)`)
      files[table] = [file]

      if (isEventTable(table)) {
        const copied = `${prefix}-round-rest-events-${table}.parquet`
        await sql.run(`COPY (
          SELECT e.* REPLACE (${shifted('icustay_id')})
          FROM ${parquetFiles([`${prefix}-rest-events-${table}.parquet`])} e CROSS JOIN ${of}
        ) TO ${literal(copied)} (FORMAT parquet)`)
        events[table] = [copied]
      }
    }
    return { silver: files, events }
  }
}

/** `idInRound` in SQL. */
function shifted(column: string): string {
  return `${column}::BIGINT + (round + 1) * ${ROUND_OFFSET} AS ${column}`
}

/** The positions of some changes as a list of SQL, which must not be empty. */
function positions(changes: readonly Change[], wanted: (change: Change) => boolean): string {
  const found = changes.flatMap((change, at) => (wanted(change) ? [at] : []))
  return `(${[-1, ...found].join(', ')})`
}

async function findDrawnRows(sql: Sql, { drawn, poolOf }: Mutations): Promise<void> {
  await sql.run(`CREATE TABLE draws (number INTEGER, round INTEGER, change INTEGER, pool INTEGER, icustay_id BIGINT,
    n BIGINT, seconds DOUBLE, fraction DOUBLE, itemid INTEGER, value DOUBLE, words VARCHAR)`)
  for (let from = 0; from < drawn.length; from += SLICE) {
    const tuples = drawn.slice(from, from + SLICE).map((one, at) => {
      const cells = [
        from + at,
        one.round,
        one.change,
        poolOf[one.change] ?? -1,
        one.icustayId,
        one.row,
        one.seconds,
        one.fraction,
        one.itemid,
        one.value,
        literal(one.words),
      ]
      return `(${cells.join(', ')})`
    })
    await sql.run(`INSERT INTO draws VALUES ${tuples.join(', ')}`)
  }
  await sql.run(`CREATE TABLE drawn AS
    SELECT d.* EXCLUDE (pool, n), c.row_id FROM draws d JOIN candidates c USING (pool, icustay_id, n)`)
}

async function changeRows(sql: Sql, change: Change, at: number): Promise<void> {
  if (change.deed === 'deleted') return
  const values = Object.entries(change.set ?? {}).map(([column, value]) => `${value} AS ${column}`)
  await sql.run(`INSERT INTO changed_${change.table}
    SELECT d.round, r.* REPLACE (${values.join(', ')})
    FROM touched_${change.table} r JOIN drawn d USING (row_id) JOIN stays s ON s.icustay_id = d.icustay_id
    WHERE d.change = ${at}`)
}

function isEventTable(table: GoldTable): table is EventTable {
  return EVENT_TABLES.some(name => name === table)
}

import type { Availability } from '../contracts/training.ts'
import {
  eventTablesOf,
  STAY_DETAIL_STATEMENT,
  STAY_TABLE_STATEMENTS,
  stayEventsStatement,
  stayFrame,
  stayGoldQuery,
} from '../features/stayGold.ts'
import { STAY_IDS, STAY_TABLE_NAMES, type StayRows } from '../features/stayRows.ts'
import { EVENT_TABLES, type EventTable } from '../mimic/concepts/concept.ts'
import { type Duckdb, openDuckdb, type PreparedQuery } from '../tables/duckdb.ts'
import type { Frame } from '../tables/frame.ts'
import { oneThread } from './oneThread.ts'

/** A database of empty tables, and the statements that were planned on it. */
interface StayDatabase {
  readonly duckdb: Duckdb
  readonly detail: PreparedQuery
  readonly events: ReadonlyMap<EventTable, PreparedQuery>
  readonly counted: Readonly<Record<Availability, PreparedQuery>>
  readonly gold: Map<string, PreparedQuery>
}

/** What counted of a stay at one time: a row of a known item, within its window and its valid range, stored in time where that is asked for. */
export interface CountedRow {
  readonly concept: string
  /** µs after ICU admission. */
  readonly offset: number
}

export interface ComputedStay {
  /** One row. */
  readonly gold: Frame
  /** Empty unless asked for. */
  readonly counted: readonly CountedRow[]
}

/** Forms of the gold query that are kept: one per model and set of event tables. */
const MOST_PREPARED = 32

/** This thread's; it takes one task at a time. */
let opened: Promise<StayDatabase> | undefined

/**
 * Features of one stay from its rows, by the statements that make gold.
 *
 * The rows of a request live in a transaction that is rolled back: nothing of them stays, and nothing is written to
 * disk.
 *
 * @param window - ICU admission and the moment of prediction, µs since the epoch
 * @param features - names of the catalogue, no scores among them
 * @param availability - which events the model counts
 */
export async function stayFeatures(input: {
  rows: StayRows
  window: { intime: number; end: number }
  features: readonly string[]
  availability: Availability
  withCounted: boolean
}): Promise<ComputedStay> {
  opened ??= openStayDatabase()
  try {
    return await featuresOn(await opened, input)
  } catch (error) {
    // whatever it was, the next request begins anew
    const failed = opened
    opened = undefined
    await failed.then(({ duckdb }) => duckdb.close()).catch(() => undefined)
    throw error
  }
}

async function featuresOn(
  database: StayDatabase,
  { rows, window, features, availability, withCounted }: Parameters<typeof stayFeatures>[0],
): Promise<ComputedStay> {
  const { duckdb, detail, events } = database
  const eventTables = eventTablesOf(rows)
  const gold = await preparedGold(database, features, eventTables, availability)

  await duckdb.run('BEGIN')
  for (const table of STAY_TABLE_NAMES) {
    const columns = rows[table]
    if (columns !== undefined) await duckdb.append(table, columns)
  }
  const { subject_id, hadm_id, icustay_id } = STAY_IDS
  const cohort = [subject_id, hadm_id, icustay_id, window.intime, window.end]
  await duckdb.append(
    'cohort',
    cohort.map(value => [value]),
  )
  await detail.rows()
  for (const table of eventTables) await events.get(table)?.rows()
  const [row] = await gold.rows()
  const counted = withCounted ? await database.counted[availability].rows() : []
  await duckdb.run('ROLLBACK')

  if (row === undefined) throw new Error('the stay has no row of gold')
  return {
    gold: stayFrame(row, features),
    counted: counted.map(({ concept, offset_us }) => ({
      concept: String(concept),
      offset: Number(offset_us),
    })),
  }
}

async function openStayDatabase(): Promise<StayDatabase> {
  const duckdb = await openDuckdb(oneThread(''))
  // Plans are made while the tables are empty: what is concluded from that about their values would be wrong later.
  await duckdb.run(`SET disabled_optimizers = 'statistics_propagation'`)
  for (const statement of STAY_TABLE_STATEMENTS) await duckdb.run(statement)

  const events = new Map<EventTable, PreparedQuery>()
  for (const table of EVENT_TABLES) {
    events.set(table, await duckdb.prepare(stayEventsStatement(table)))
  }
  const detail = await duckdb.prepare(STAY_DETAIL_STATEMENT)
  const counted = {
    charttime: await duckdb.prepare('SELECT DISTINCT concept, offset_us FROM events'),
    storetime: await duckdb.prepare('SELECT DISTINCT concept, offset_us FROM events WHERE stored'),
  }
  return { duckdb, detail, events, counted, gold: new Map() }
}

async function preparedGold(
  { duckdb, gold }: StayDatabase,
  features: readonly string[],
  eventTables: readonly EventTable[],
  availability: Availability,
): Promise<PreparedQuery> {
  const key = [availability, ...features, '', ...eventTables].join()
  const known = gold.get(key)
  if (known !== undefined) return known

  if (gold.size >= MOST_PREPARED) {
    for (const query of gold.values()) query.close()
    gold.clear()
  }
  const query = await duckdb.prepare(stayGoldQuery(features, new Set(eventTables), availability))
  gold.set(key, query)
  return query
}

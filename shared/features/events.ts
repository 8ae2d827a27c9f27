import type { EventTable } from '../mimic/concepts/concept.ts'
import { literal, parquetFiles, type Sql } from '../tables/sql.ts'
import { type EventItem, eventItems } from './eventItems.ts'
import { windowStart } from './windows.ts'

/**
 * The map step of gold: of one part of one event table, the rows of the cohort's stays, of known items, within their
 * window and valid range, in their concept's unit. Rows marked as errors, infusions that were rewritten, and
 * durations that are zero or negative do not count; an infusion counts where it overlaps the window.
 *
 * Writes a long table `icustay_id, concept, kind, offset_us, micros, stored`: the time in µs after ICU `intime` (before
 * it: negative), the value in millionths, rounded, and whether it was stored by the moment of prediction, which is false
 * for 2 % of the window's chart rows, and where the time of storage is unknown. LABEVENTS has no `storetime`: its rows
 * count as stored. Whole numbers add up to the same sum in any order, so that gold
 * depends neither on threads nor on how silver is cut into parts. What is no number, or beyond ±10^9, is left out.
 *
 * @param parts - Parquet files of silver, lower-case columns, times as TIMESTAMPTZ
 * @param cohort - the file of `selectCohort`
 */
export async function extractEvents(
  sql: Sql,
  table: EventTable,
  parts: readonly string[],
  cohort: string,
  output: string,
): Promise<void> {
  await sql.run(`COPY (${eventsQuery(table, parquetFiles(parts), parquetFiles([cohort]))})
    TO ${literal(output)} (FORMAT parquet, COMPRESSION zstd)`)
}

/**
 * The query of `extractEvents`.
 *
 * @param rows - SQL that may stand behind FROM, as is `cohort`
 */
export function eventsQuery(table: EventTable, rows: string, cohort: string): string {
  return `
    WITH items(itemid, concept, item_kind, is_flag, only_texts, part_of_text, never_text, low, low_included, high, high_included,
      valid_on, conversion, start_us, start_included) AS (
      VALUES ${eventItems(table)
        .map(item => itemTuple(table, item))
        .join(', ')}
    ), stays AS (
      SELECT subject_id, icustay_id, epoch_us(intime) AS intime_us, epoch_us(window_end) AS end_us
      FROM ${cohort}
    ), charted AS (
      ${ROWS_OF[table](rows)}
    ), measured AS (
      SELECT *, ${CONVERTED} AS converted, CASE valid_on WHEN 'converted' THEN ${CONVERTED} ELSE x END AS bounded
      FROM charted WHERE isfinite(x)
    )
    SELECT icustay_id::BIGINT AS icustay_id, concept, kind, offset_us,
      round(converted * 1000000)::BIGINT AS micros, stored
    FROM measured
    WHERE abs(converted) <= 1000000000
      AND (low IS NULL OR bounded > low OR (low_included AND bounded = low))
      AND (high IS NULL OR bounded < high OR (high_included AND bounded = high))`
}

/** Value `x` of an item in the unit of its concept, by its `conversion`; null where it cannot be one. */
const CONVERTED = `CASE conversion
  WHEN 'fahrenheit' THEN (x - 32) / 1.8
  WHEN 'inches' THEN x * 2.54
  WHEN 'fraction' THEN x * 100
  WHEN 'percent-or-fraction' THEN CASE WHEN x > 0 AND x <= 1 THEN x * 100 WHEN x >= 21 THEN x END
  WHEN 'subtract' THEN CASE WHEN x > 0 THEN -x ELSE x END
  ELSE x END`

const TEXT_COUNTS = `(only_texts IS NULL OR list_contains(only_texts, trim(e.value)))
  AND (part_of_text IS NULL OR contains(lower(e.value), part_of_text))
  AND (never_text IS NULL OR trim(e.value) IS DISTINCT FROM never_text)`

const FLAG_OR_NUMBER = `CASE WHEN NOT is_flag THEN e.valuenum WHEN e.value IS NOT NULL THEN 1 END::DOUBLE AS x`

/** A drug runs where its rate is above 0, or, where none is charted, its amount. */
const RATE = `CASE WHEN lower(e.rateuom) IN ('units/hour', 'uhr') THEN e.rate / 60 ELSE e.rate END`
const RATE_OR_AMOUNT = `(CASE WHEN e.rate IS NULL THEN e.amount ELSE ${RATE} END)::DOUBLE AS x,
  CASE WHEN e.rate IS NULL THEN 'amount' WHEN lower(e.rateuom) IN ('mcgmin', 'mcg/min') THEN 'per-minute'
    ELSE item_kind END AS kind`
const RUNS = `CASE WHEN e.rate IS NULL THEN e.amount > 0 ELSE e.rate > 0 END`

const STORED = 'coalesce(epoch_us(e.storetime) <= s.end_us, false) AS stored'

/** Rows of the cohort within their window: the columns of `items`, and `icustay_id, kind, offset_us, x, stored`. */
const ROWS_OF: Readonly<Record<EventTable, (rows: string) => string>> = {
  CHARTEVENTS: rows => `
    SELECT items.*, ${STORED}, item_kind AS kind, s.icustay_id, ${offset('e.charttime')} AS offset_us, ${FLAG_OR_NUMBER}
    FROM ${rows} e JOIN items USING (itemid) JOIN stays s ON s.icustay_id = e.icustay_id
    WHERE e.error IS DISTINCT FROM 1 AND ${TEXT_COUNTS} AND ${inWindow('e.charttime')}`,

  // HADM_ID is null in a fifth of the rows, ICUSTAY_ID does not exist: the patient and the time decide
  LABEVENTS: rows => `
    SELECT items.*, true AS stored, item_kind AS kind, s.icustay_id, ${offset('e.charttime')} AS offset_us, ${FLAG_OR_NUMBER}
    FROM ${rows} e JOIN items USING (itemid) JOIN stays s ON s.subject_id = e.subject_id
    WHERE ${TEXT_COUNTS} AND ${inWindow('e.charttime')}`,

  OUTPUTEVENTS: rows => `
    SELECT items.*, ${STORED}, item_kind AS kind, s.icustay_id, ${offset('e.charttime')} AS offset_us, e.value::DOUBLE AS x
    FROM ${rows} e JOIN items USING (itemid) JOIN stays s ON s.icustay_id = e.icustay_id
    WHERE e.iserror IS DISTINCT FROM 1 AND ${inWindow('e.charttime')}`,

  INPUTEVENTS_CV: rows => `
    SELECT items.*, ${STORED}, s.icustay_id, ${offset('e.charttime')} AS offset_us, ${RATE_OR_AMOUNT}
    FROM ${rows} e JOIN items USING (itemid) JOIN stays s ON s.icustay_id = e.icustay_id
    WHERE ${RUNS} AND ${inWindow('e.charttime')}`,

  INPUTEVENTS_MV: rows => `
    SELECT items.*, ${STORED}, s.icustay_id, greatest(0, ${offset('e.starttime')}) AS offset_us, ${RATE_OR_AMOUNT}
    FROM ${rows} e JOIN items USING (itemid) JOIN stays s ON s.icustay_id = e.icustay_id
    WHERE ${RUNS} AND ${OVERLAPS}`,

  PROCEDUREEVENTS_MV: rows => `
    SELECT items.*, ${STORED}, item_kind AS kind, s.icustay_id, greatest(0, ${offset('e.starttime')}) AS offset_us,
      1::DOUBLE AS x
    FROM ${rows} e JOIN items USING (itemid) JOIN stays s ON s.icustay_id = e.icustay_id
    WHERE ${OVERLAPS}`,
}

/** MetaVision's rows with a start and an end: corrected rows stay behind as `Rewritten`. */
const OVERLAPS = `e.statusdescription IS DISTINCT FROM 'Rewritten' AND e.endtime > e.starttime
  AND epoch_us(e.starttime) < s.end_us AND epoch_us(e.endtime) > s.intime_us`

function offset(time: string): string {
  return `(epoch_us(${time}) - s.intime_us)`
}

function inWindow(time: string): string {
  return `epoch_us(${time}) <= s.end_us
    AND (${offset(time)} > start_us OR (start_included AND ${offset(time)} = start_us))`
}

function itemTuple(table: EventTable, item: EventItem): string {
  const start = windowStart(table, item.concept)
  const cells = [
    String(item.itemid),
    literal(item.concept),
    literal(item.kind),
    String(item.flag),
    item.onlyTexts === null ? 'NULL::VARCHAR[]' : `[${item.onlyTexts.map(literal).join(', ')}]`,
    item.partOfText === null ? 'NULL::VARCHAR' : literal(item.partOfText),
    item.neverText === null ? 'NULL::VARCHAR' : literal(item.neverText),
    `${item.valid.low ?? 'NULL'}::DOUBLE`,
    String(item.valid.lowInclusive),
    `${item.valid.high ?? 'NULL'}::DOUBLE`,
    String(item.valid.highInclusive),
    literal(item.validOn),
    literal(item.conversion),
    String(start.hours * 3_600_000_000),
    String(start.included),
  ]
  return `(${cells.join(', ')})`
}

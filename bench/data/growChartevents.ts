import { open } from 'node:fs/promises'
import type { TableName } from '../../shared/contracts/dataset.ts'

const TABLE: TableName = 'CHARTEVENTS'

/** The number ranges in which MIMIC-III v1.4 hands out ids, both ends included. Copies stay in them while there is room. */
const SUBJECTS = { first: 10_000, last: 99_999 }
const ADMISSIONS = { first: 100_000, last: 199_999 }
const STAYS = { first: 200_000, last: 299_999 }

/** Row ids are 32-bit numbers in silver. */
const LAST_ROW_ID = 2_147_483_647

/** The file's first columns: the ids, and the two times, are what a copy changes. */
const IDS = ['row_id', 'subject_id', 'hadm_id', 'icustay_id'] as const
const FIRST_COLUMNS = [...IDS, 'itemid', 'charttime', 'storetime'] as const

/** Size of the pieces that are written. */
const CHUNK_BYTES = 4 * 1024 * 1024
const LONGEST_ID = 10
const DATE_BYTES = 10

/** A copy is so many days later than the one before it: MIMIC's own shifts keep the day of the week, too. */
const SHIFT_DAYS = 7
const DAY_MILLISECONDS = 86_400_000

const LF = 0x0a
const COMMA = 0x2c
const ZERO = 0x30

/** Stands where a row gives no id. */
const NONE = -1

/** A CHARTEVENTS.csv taken apart: what all of its copies share. */
export interface ChartRows {
  readonly rows: number
  /** Bytes of the file as it was. */
  readonly bytes: number
  readonly header: Uint8Array
  /** Every row from its fifth column on, with the comma before it and the line break after it. */
  readonly tails: Uint8Array
  /** Where the tail of each row ends. */
  readonly ends: Float64Array
  readonly firstRowId: number
  readonly lastRowId: number
  /** Of each row the rank of its patient, admission and stay among those of the file; -1 = none is given. */
  readonly ranks: readonly [Ranks, Ranks, Ranks]
  /** Of each row where the dates of `charttime` and `storetime` stand in its tail, and which they are. */
  readonly times: readonly [Dates, Dates]
  /** The days that the file names, as days since 1970. */
  readonly days: Int32Array
}

interface Dates {
  /** From the tail's first byte; meaningless where no time is given. */
  readonly at: Uint8Array
  /** Which of the file's days it is; -1 = no time is given. */
  readonly day: Int32Array
}

interface Ranks {
  readonly distinct: number
  readonly ofRow: Int32Array
}

/**
 * Reads a CHARTEVENTS.csv whose first columns are those of MIMIC-III, `row_id` to `storetime`, whole, as bytes.
 *
 * @throws where the columns are others, there are no rows, an id is no number, or a time has no date
 */
export function readChartRows(csv: Uint8Array): ChartRows {
  const headerEnd = csv.indexOf(LF) + 1
  const header = csv.subarray(0, headerEnd)
  const names = new TextDecoder()
    .decode(header)
    .trim()
    .toLowerCase()
    .split(',')
    .slice(0, FIRST_COLUMNS.length)
  if (names.join() !== FIRST_COLUMNS.join()) {
    throw new Error(
      `${TABLE}.csv begins with the columns ${names.join()}; expected ${FIRST_COLUMNS.join()}`,
    )
  }

  const rows = countLines(csv, headerEnd)
  if (rows === 0) throw new Error(`${TABLE}.csv has no rows`)
  const tails = new Uint8Array(csv.length - headerEnd + 1)
  const ends = new Float64Array(rows)
  const rowIds = new Float64Array(rows)
  const ids = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)] as const
  const columns = [rowIds, ...ids]
  const days = new DayNumbers()
  const times = [datesOf(rows), datesOf(rows)] as const
  let written = 0
  let at = headerEnd
  for (let row = 0; row < rows; row++) {
    for (const column of columns) {
      const end = csv.indexOf(COMMA, at)
      column[row] = end === at ? NONE : idAt(csv, at, end, row)
      at = end + 1
    }
    const lineEnd = csv.indexOf(LF, at)
    const end = lineEnd === -1 ? csv.length : lineEnd
    let from = csv.indexOf(COMMA, at) + 1
    for (const { at: offsets, day } of times) {
      if (csv[from] !== COMMA) {
        offsets[row] = from - (at - 1)
        day[row] = days.rankAt(csv, from, row)
      }
      from = csv.indexOf(COMMA, from) + 1
    }
    // the comma before the tail belongs to it
    tails.set(csv.subarray(at - 1, end), written)
    written += end - at + 1
    tails[written++] = LF
    ends[row] = written
    at = end + 1
  }
  return {
    rows,
    bytes: csv.length,
    header,
    tails: tails.subarray(0, written),
    ends,
    firstRowId: rowIds.reduce((low, id) => Math.min(low, id), Number.POSITIVE_INFINITY),
    lastRowId: rowIds.reduce((high, id) => Math.max(high, id), 0),
    ranks: [ranksOf(ids[0]), ranksOf(ids[1]), ranksOf(ids[2])],
    times,
    days: Int32Array.from(days.seen),
  }
}

function datesOf(rows: number): Dates {
  return { at: new Uint8Array(rows), day: new Int32Array(rows).fill(NONE) }
}

/** Numbers the days that a file names in the order in which they are met. */
class DayNumbers {
  /** Days since 1970. */
  readonly seen: number[] = []
  private readonly rankOf = new Map<number, number>()

  /** The number of the day whose `YYYY-MM-DD` begins at a byte. */
  rankAt(csv: Uint8Array, at: number, row: number): number {
    const year = idAt(csv, at, at + 4, row)
    const month = idAt(csv, at + 5, at + 7, row)
    const date = idAt(csv, at + 8, at + 10, row)
    const key = (year * 100 + month) * 100 + date
    const known = this.rankOf.get(key)
    if (known !== undefined) return known
    this.rankOf.set(key, this.seen.length)
    return this.seen.push(Date.UTC(year, month - 1, date) / DAY_MILLISECONDS) - 1
  }
}

/** What the copies of a file come to. */
export interface GrownFile {
  readonly rows: number
  readonly bytes: number
}

/**
 * Writes `copies` of the rows one after the other, as if so many times as many patients had been charted: every copy has
 * patients, admissions and stays of its own, numbered like MIMIC's; the row ids ascend, each one once,
 * over the same span as the source's, and the times are a week later with each copy, so that a column's distinct values
 * grow as they would. All else is as in the source, byte for byte. The same rows and number of copies
 * give the same bytes; memory does not grow with the number of copies.
 *
 * @throws RangeError where there are more rows than 32-bit row ids
 */
export async function writeCopies(
  source: ChartRows,
  copies: number,
  file: string,
  signal?: AbortSignal,
): Promise<GrownFile> {
  const handle = await open(file, 'w')
  try {
    let bytes = 0
    for (const chunk of chunksOfCopies(source, copies)) {
      signal?.throwIfAborted()
      await handle.writeFile(chunk)
      bytes += chunk.length
    }
    return { rows: source.rows * copies, bytes }
  } finally {
    await handle.close()
  }
}

/** The file of `writeCopies` in pieces. A piece is good until the next one is asked for: they share their memory. */
export function* chunksOfCopies(source: ChartRows, copies: number): Generator<Uint8Array> {
  const { rows, header, tails, ends, ranks, times, days } = source
  const numberings = [SUBJECTS, ADMISSIONS, STAYS].map((range, at) =>
    numbering(range, (ranks[at]?.distinct ?? 0) * copies),
  )
  const rowIds = rowNumbering(source, copies)

  const chunk = Buffer.alloc(CHUNK_BYTES)
  const rest = Buffer.from(tails.buffer, tails.byteOffset, tails.length)
  chunk.set(header)
  let at = header.length
  let rowId = rowIds.first
  for (let copy = 0; copy < copies; copy++) {
    const idsOf = ranks.map(({ distinct }, which) => {
      const { first, step } = numberings[which] ?? { first: 0, step: 0 }
      return Int32Array.from({ length: distinct }, (_, r) => first + (copy * distinct + r) * step)
    })
    const dates = datesShifted(days, copy * SHIFT_DAYS)
    const [subjects = NO_IDS, admissions = NO_IDS, stays = NO_IDS] = idsOf
    let from = 0
    for (let row = 0; row < rows; row++) {
      const to = ends[row] ?? 0
      if (at + IDS.length * (LONGEST_ID + 1) + (to - from) > CHUNK_BYTES) {
        yield chunk.subarray(0, at)
        at = 0
      }
      at = writeNumber(chunk, at, rowId)
      rowId += rowIds.step
      chunk[at++] = COMMA
      at = writeId(chunk, at, subjects, ranks[0].ofRow[row])
      chunk[at++] = COMMA
      at = writeId(chunk, at, admissions, ranks[1].ofRow[row])
      chunk[at++] = COMMA
      at = writeId(chunk, at, stays, ranks[2].ofRow[row])
      rest.copy(chunk, at, from, to)
      for (const { at: offsets, day } of times) {
        const which = day[row] ?? NONE
        if (which === NONE) continue
        const date = which * DATE_BYTES
        dates.copy(chunk, at + (offsets[row] ?? 0), date, date + DATE_BYTES)
      }
      at += to - from
      from = to
    }
  }
  if (at > 0) yield chunk.subarray(0, at)
}

const NO_IDS = new Int32Array(0)

/** `YYYY-MM-DD` of each day, so many days later, one after the other. */
function datesShifted(days: Int32Array, by: number): Buffer {
  const texts = Array.from(days, day =>
    new Date((day + by) * DAY_MILLISECONDS).toISOString().slice(0, DATE_BYTES),
  )
  return Buffer.from(texts.join(''))
}

interface Numbering {
  readonly first: number
  readonly step: number
}

function numbering({ first, last }: { first: number; last: number }, needed: number): Numbering {
  const available = last - first + 1
  return { first, step: Math.max(1, Math.floor(available / Math.max(1, needed))) }
}

function rowNumbering({ rows, firstRowId, lastRowId }: ChartRows, copies: number): Numbering {
  const total = rows * copies
  const step = Math.max(1, Math.floor((lastRowId - firstRowId) / total))
  const last = firstRowId + (total - 1) * step
  if (last > LAST_ROW_ID) throw new RangeError(`row ids would go up to ${last}, over 32 bits`)
  return { first: firstRowId, step }
}

function writeId(target: Uint8Array, at: number, ids: Int32Array, rank = NONE): number {
  return rank === NONE ? at : writeNumber(target, at, ids[rank] ?? 0)
}

/** Writes a whole number from 0 to 2³¹ − 1 in decimal; answers where it ends. */
function writeNumber(target: Uint8Array, at: number, number: number): number {
  let end = at + 1
  for (let bound = 10; bound <= number; bound *= 10) end++
  let rest = number | 0
  for (let place = end - 1; place >= at; place--) {
    const shorter = (rest / 10) | 0
    target[place] = ZERO + rest - shorter * 10
    rest = shorter
  }
  return end
}

function countLines(csv: Uint8Array, from: number): number {
  let lines = 0
  for (let at = from; at < csv.length; lines++) {
    const end = csv.indexOf(LF, at)
    at = end === -1 ? csv.length : end + 1
  }
  return lines
}

function idAt(csv: Uint8Array, from: number, to: number, row: number): number {
  let id = 0
  for (let at = from; at < to; at++) {
    const digit = (csv[at] ?? 0) - ZERO
    if (digit < 0 || digit > 9) {
      throw new Error(
        `${TABLE}.csv, row ${row + 1}: there is no number at byte ${from}: an id, or a date, that is none`,
      )
    }
    id = id * 10 + digit
  }
  return id
}

function ranksOf(ids: Float64Array): Ranks {
  const distinct = [...new Set(ids)].filter(id => id !== NONE).sort((a, b) => a - b)
  const rankOf = new Map(distinct.map((id, rank) => [id, rank]))
  return { distinct: distinct.length, ofRow: Int32Array.from(ids, id => rankOf.get(id) ?? NONE) }
}

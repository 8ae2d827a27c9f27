import { z } from 'zod'
import { tableName } from './dataset.ts'
import { columnStatistics, promotionState } from './promotion.ts'

const count = z.int().nonnegative()

// one part of a table: small, and mergeable with those of the other parts

/**
 * Different values of a column: the hashes of all of them, ascending, where they are few; otherwise the registers of a
 * HyperLogLog, one character each. See `distinctSketch.ts`.
 */
export const distinctSketch = z.union([
  z.object({ hashes: z.array(count) }),
  z.object({ registers: z.string() }),
])
export type DistinctSketch = z.infer<typeof distinctSketch>

/** Rows drawn evenly: those whose row key has the smallest hashes, ascending; numbers and times (ms) only. */
export const rowSample = z.object({
  hashes: z.array(count),
  columns: z.record(z.string(), z.array(z.number().nullable())),
})
export type RowSample = z.infer<typeof rowSample>

/** Keys drawn evenly: those with the smallest hashes, ascending, and the rows that have each. */
export const keySample = z.object({ hashes: z.array(count), rows: z.array(count) })
export type KeySample = z.infer<typeof keySample>

const otherValue = z.object({ value: z.string(), rows: count })

export const partColumn = columnStatistics.extend({
  /** Left out for the row key, which every row has for itself. */
  distinct: distinctSketch.optional(),
  /** Rows outside the contract's range, where it has one. */
  outOfRange: count.optional(),
  /** Rows with values that the contract's list does not have, where it has one, and the most frequent of these. */
  otherValues: z.object({ rows: count, most: z.array(otherValue) }).optional(),
  /** Texts that are `?F` or `?C`. */
  lostDegreeSigns: count.optional(),
})
export type PartColumn = z.infer<typeof partColumn>

export const partQuality = z.object({
  rows: count,
  columns: z.record(z.string(), partColumn),
  /** Rows that break each rule of the contract's `timeOrder`, in its order. */
  timeOrder: z.array(count),
  repeats: z.object({
    /** Rows that have a value in every column of the key. */
    keyed: count,
    /** Rows whose key an earlier row of the part has; null where they were too many to compare them all. */
    exact: count.nullable(),
    sample: keySample,
  }),
  sample: rowSample,
})
export type PartQuality = z.infer<typeof partQuality>

// one table, as people see it

/** A number, or for times the year, as text: single times are nobody's business here. */
const shown = z.union([z.number(), z.string()])

export const columnQuality = z.object({
  type: z.enum(['int', 'long', 'double', 'text', 'timestamp', 'date']),
  nullable: z.boolean(),
  unit: z.string().optional(),
  nulls: count,
  /** Different values other than null; where not exact, with a standard error of 2.3 %. */
  distinct: z.object({ count, exact: z.boolean() }),
  /** Of numbers and times, not of identifiers and texts; null where fewer than 11 rows have a value. */
  min: shown.nullable().optional(),
  max: shown.nullable().optional(),
  /** Where not exact, from `rows` values drawn evenly. */
  quantiles: z
    .object({
      p5: shown,
      p25: shown,
      p50: shown,
      p75: shown,
      p95: shown,
      exact: z.boolean(),
      rows: count,
    })
    .nullable()
    .optional(),
  outOfRange: z
    .object({ rows: count, low: z.number().optional(), high: z.number().optional() })
    .optional(),
  otherValues: z.object({ rows: count, most: z.array(otherValue) }).optional(),
  lostDegreeSigns: count.optional(),
})
export type ColumnQuality = z.infer<typeof columnQuality>

/** In the order of importance: what is lost, what has no partner, what may be counted twice, what cannot be. */
export const FINDING_KINDS = [
  'quarantined',
  'foreign-key',
  'repeated-key',
  'time-order',
  'other-values',
  'out-of-range',
  'encoding',
  'unknown-columns',
] as const

export const finding = z.object({
  kind: z.enum(FINDING_KINDS),
  /** Hard: rows are not in silver. Soft: they are counted and stay as they are. */
  severity: z.enum(['hard', 'soft']),
  /** How many rows; an estimate where `text` says so. */
  rows: count,
  text: z.string(),
})
export type Finding = z.infer<typeof finding>

/** What is known of one version of a silver table by itself. */
export const tableQuality = z.object({
  table: tableName,
  /** The file in bronze that it came from. */
  file: z.string(),
  deltaVersion: count,
  contractVersion: z.int(),
  measured: z.string(),
  rows: z.object({
    in: count,
    out: count,
    quarantined: count,
    /** Quarantined rows by reason. */
    reasons: z.record(z.string(), count),
    /** Rows that were no UTF-8 and have been read as Latin-1; they are in `out`. */
    latin1: count,
    /** Of the table in the full release of MIMIC-III v1.4, for information. */
    fullRelease: count.optional(),
  }),
  parts: count,
  /** Columns of the file that the contract does not know; they are not in silver. */
  unknownColumns: z.array(z.string()),
  columns: z.record(z.string(), columnQuality),
  timeOrder: z.array(z.object({ earlier: z.string(), later: z.string(), rows: count })),
  /** Rows whose key an earlier row has already: the natural key, or all columns but the row key where there is none. */
  repeatedKeys: z.object({
    columns: z.array(z.string()),
    natural: z.boolean(),
    rows: count,
    /** Otherwise estimated from keys that are drawn evenly. */
    exact: z.boolean(),
  }),
  findings: z.array(finding),
})
export type TableQuality = z.infer<typeof tableQuality>

/**
 * The report as it lies in silver. The blobs of keys that it names (one of each part) are read again whenever a table that
 * refers to this one, or that this one refers to, is promoted.
 */
export const storedQuality = tableQuality.extend({
  keys: z.object({ names: z.array(z.string()), blobs: z.array(z.string()) }),
})
export type StoredQuality = z.infer<typeof storedQuality>

// between tables

/** Rows of one table whose key is not found in another, for one version of each. */
export const referenceCheck = z.object({
  table: tableName,
  deltaVersion: count,
  column: z.string(),
  parent: tableName,
  parentDeltaVersion: count,
  references: z.string(),
  /** Rows that have a value in the column, and how many of them have one that the parent lacks. */
  rows: count,
  orphanRows: count,
  /** The same for different values. */
  keys: count,
  orphanKeys: count,
  /** Rows with a time (`later`) before one of the row that they refer to (`earlier`), where the foreign key has such a rule. */
  timeOrder: z.object({ earlier: z.string(), later: z.string(), rows: count }).optional(),
})
export type ReferenceCheck = z.infer<typeof referenceCheck>

export const referenceChecks = z.object({ checks: z.array(referenceCheck) })

export const foreignKeyQuality = z.object({
  column: z.string(),
  table: tableName,
  references: z.string(),
  /** Null while it is not checked; `message` says why. */
  check: referenceCheck
    .pick({
      rows: true,
      orphanRows: true,
      keys: true,
      orphanKeys: true,
      timeOrder: true,
      parentDeltaVersion: true,
    })
    .nullable(),
  /** Whether the check is under way: it follows the promotion of either table. */
  pending: z.boolean(),
  message: z.string(),
})
export type ForeignKeyQuality = z.infer<typeof foreignKeyQuality>

// a dataset: the answer of `GET /api/datasets/{dataset}/quality`

export const datasetTableQuality = z.object({
  /** Of the newest file; `absent` where none has ever come. */
  state: z.enum([...promotionState.options, 'absent']),
  /** What there is to say beside the report, e.g. why the newest file was refused. */
  message: z.string(),
  /** Of what is in silver now: of an earlier file where the newest was refused or is on its way. */
  report: tableQuality.extend({ foreignKeys: z.array(foreignKeyQuality) }).nullable(),
})
export type DatasetTableQuality = z.infer<typeof datasetTableQuality>

export const datasetQuality = z.object({
  dataset: z.string(),
  /** Of all tables, the most important first. */
  findings: z.array(finding.extend({ table: tableName })),
  /** Foreign keys that are being checked: what they find will be among the findings. */
  pendingChecks: count,
  /** All 26. */
  tables: z.partialRecord(tableName, datasetTableQuality),
})
export type DatasetQuality = z.infer<typeof datasetQuality>

import type { TableName } from '../contracts/dataset.ts'

/**
 * What a value of a column must look like in the CSV, and what it becomes in silver.
 *
 * - `int`: a whole number of 32 bits
 * - `long`: a whole number of 64 bits
 * - `double`: a decimal number, with or without exponent; no NaN, no infinity
 * - `text`: anything; codes (ICD-9, NDC, GSN, DRG, CPT, LOINC) are text, because leading zeros matter
 * - `timestamp`: `YYYY-MM-DD`, or that and `HH:MM[:SS[.ffffff]]`, without a zone; kept as UTC microseconds
 * - `date`: `YYYY-MM-DD`
 */
export type ColumnType = 'int' | 'long' | 'double' | 'text' | 'timestamp' | 'date'

/** What is known of a column's values beyond their type. All but `unit` are soft rules: rows that break them are counted and stay. */
export interface ColumnFacts {
  /** Where one holds for all rows; a unit that varies by row has a column of its own, such as `valueuom`. */
  readonly unit?: string
  /** All values that the column takes in MIMIC-III v1.4, as they are in the files, trailing blanks included. */
  readonly values?: readonly (string | number)[]
  /** Bounds, inclusive, of what can be meant. */
  readonly range?: { readonly low?: number; readonly high?: number }
}

export interface ColumnContract extends ColumnFacts {
  readonly name: string // lower case
  readonly type: ColumnType
  readonly nullable: boolean // an empty field is null; where it may not be, the row goes to quarantine
  readonly description: string
}

/** Two times of a row of which the first comes no later than the second; a soft rule. */
export interface TimeOrder {
  readonly earlier: string
  readonly later: string
}

/** Columns whose values are found in `references` of another table; a soft rule: rows that break it stay. */
export interface ForeignKey {
  readonly column: string
  readonly table: TableName
  readonly references: string
  /** A time of the row that comes no earlier than a time (`references`) of the row that it refers to. */
  readonly notBefore?: { readonly column: string; readonly references: string }
}

/** What one MIMIC-III v1.4 table must look like (source: the PostgreSQL schema of MIT-LCP/mimic-code). */
export interface TableContract {
  readonly table: TableName
  /** Goes up when silver would come out differently from the same file. */
  readonly version: number
  /** What a row is, as a title has it. */
  readonly description: string
  /** What who reads the rows must know, in sentences. */
  readonly remarks?: string
  readonly columns: readonly ColumnContract[]
  /** Hard: a second row with the same key goes to quarantine. */
  readonly rowKey: readonly string[]
  /** What identifies a row to a clinician; soft: the real data break it here and there. */
  readonly naturalKey?: readonly string[]
  readonly foreignKeys?: readonly ForeignKey[]
  readonly timeOrder?: readonly TimeOrder[]
  /** Rows of the full release v1.4, for information: a file with fewer is no error. */
  readonly fullReleaseRows?: number
  /** Whether a quoted field may hold line breaks: then a file cannot be cut into ranges. */
  readonly lineBreaksInFields: boolean
}

/** A column that every row has a value in. */
export function required(
  name: string,
  type: ColumnType,
  description: string,
  facts: ColumnFacts = {},
): ColumnContract {
  return { name, type, nullable: false, description, ...facts }
}

/** A column that may be empty. */
export function optional(
  name: string,
  type: ColumnType,
  description: string,
  facts: ColumnFacts = {},
): ColumnContract {
  return { name, type, nullable: true, description, ...facts }
}

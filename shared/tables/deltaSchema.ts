import type { ColumnType, TableContract } from '../mimic/contract.ts'

/** The primitive types of Delta's schema that our tables use; others may come from elsewhere. */
export type DeltaType =
  | 'boolean'
  | 'integer'
  | 'long'
  | 'double'
  | 'string'
  | 'timestamp'
  | 'date'
  | (string & {})

export interface DeltaField {
  readonly name: string
  /** A primitive type's name, or Delta's description of a nested one. */
  readonly type: DeltaType | object
  readonly nullable: boolean
  readonly metadata: Readonly<Record<string, unknown>>
}

/** A Delta schema, as `metaData.schemaString` spells it. */
export interface DeltaSchema {
  readonly type: 'struct'
  readonly fields: readonly DeltaField[]
}

const DELTA_TYPES: Readonly<Record<ColumnType, DeltaType>> = {
  int: 'integer',
  long: 'long',
  double: 'double',
  text: 'string',
  timestamp: 'timestamp',
  date: 'date',
}

/** The schema of a silver table. */
export function deltaSchemaOf(contract: TableContract): DeltaSchema {
  return {
    type: 'struct',
    fields: contract.columns.map(({ name, type, nullable, description }) => ({
      name,
      type: DELTA_TYPES[type],
      nullable,
      metadata: { comment: description },
    })),
  }
}

/**
 * The schema of a Parquet file's columns by DuckDB's names of their types.
 *
 * @throws if a column has a type that Delta's reader version 1 has no name for
 */
export function deltaSchemaOfDuckdb(
  columns: readonly { readonly name: string; readonly type: string }[],
): DeltaSchema {
  return {
    type: 'struct',
    fields: columns.map(({ name, type }) => ({
      name,
      type: deltaTypeOfDuckdb(name, type),
      nullable: true,
      metadata: {},
    })),
  }
}

const TYPES_OF_DUCKDB: Readonly<Record<string, DeltaType>> = {
  BOOLEAN: 'boolean',
  TINYINT: 'byte',
  SMALLINT: 'short',
  INTEGER: 'integer',
  BIGINT: 'long',
  FLOAT: 'float',
  DOUBLE: 'double',
  VARCHAR: 'string',
  BLOB: 'binary',
  DATE: 'date',
  'TIMESTAMP WITH TIME ZONE': 'timestamp',
}

function deltaTypeOfDuckdb(name: string, type: string): DeltaType {
  const deltaType = TYPES_OF_DUCKDB[type]
  if (deltaType !== undefined) return deltaType
  const [, precision, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? []
  if (precision !== undefined) return `decimal(${precision},${scale ?? 0})`
  throw new Error(
    `column "${name}" has DuckDB's type ${type}, which Delta has no name for: cast it (a TIMESTAMP to TIMESTAMPTZ, a HUGEINT to BIGINT)`,
  )
}

const DUCKDB_TYPES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(TYPES_OF_DUCKDB).map(([duckdb, delta]) => [delta, duckdb])),
  timestamp_ntz: 'TIMESTAMP',
}

/**
 * DuckDB's name of a field's type. A `timestamp` is an instant, a `timestamp_ntz` (of the feature `timestampNtz`) is
 * not.
 *
 * @throws naming the column if its type is nested, or none that is known
 */
export function duckdbTypeOf({ name, type }: DeltaField): string {
  if (typeof type !== 'string') {
    const kind = 'type' in type ? String(type.type) : 'unknown'
    throw new Error(`column "${name}" is nested (${kind}); only flat columns are read here`)
  }
  const duckdbType = DUCKDB_TYPES[type]
  if (duckdbType !== undefined) return duckdbType
  const [, precision, scale] = /^decimal\((\d+),\s*(\d+)\)$/.exec(type) ?? []
  if (precision !== undefined) return `DECIMAL(${precision},${scale ?? 0})`
  throw new Error(`column "${name}" has the type ${type}, which is not read here`)
}

import type { NumberStorage } from './arrowColumns.ts'
import type { Column, Frame } from './frame.ts'

export interface WriteFrameOptions {
  /** `double` for the number columns that are not named. */
  readonly storage?: Readonly<Record<string, NumberStorage>>
  readonly rowGroupRows?: number // 122,880 if left out
  /**
   * Whether a column lists its different values once, and then their places; true if left out. A file of some hundred rows
   * and many columns takes five times as long by it, and is no smaller.
   */
  readonly dictionaries?: boolean
}

const ROW_GROUP_ROWS = 122_880

/** Rows read at once: parquet-wasm's own 1,024 make it five times slower. */
const BATCH_ROWS = 65_536

/**
 * Reads Parquet (snappy, zstd, …) into columns.
 *
 * Whole numbers, decimals, flags and times come as numbers: times and dates as ms since the epoch, flags as 0 and 1.
 * parquet-wasm's memory never shrinks: read big tables on a worker thread.
 *
 * @param parquet - of a file of which few columns are wanted, a blob: only what they take is read
 * @param columns - the names wanted, in the order wanted; all if left out
 * @throws if a column is not there, or holds what a frame cannot (lists, structs, binary, whole numbers beyond 2^53)
 */
export async function readFrame(
  parquet: Uint8Array | Blob,
  columns?: readonly string[],
): Promise<Frame> {
  // both packages are slow to load: only who reads loads them
  const [{ ParquetFile }, { tableFromIPC }, { columnOfVector }] = await Promise.all([
    import('parquet-wasm'),
    import('apache-arrow'),
    import('./arrowColumns.ts'),
  ])
  const file = await ParquetFile.fromFile(
    parquet instanceof Blob ? parquet : new Blob([new Uint8Array(parquet)]),
  )
  try {
    const names = tableFromIPC(file.schema().intoIPCStream()).schema.fields.map(({ name }) => name)
    const wanted = columns ?? names
    const missing = wanted.filter(name => !names.includes(name))
    if (missing.length > 0) {
      throw new Error(
        `column "${missing.join('", "')}" is not in the Parquet file; found: ${names.join(', ')}`,
      )
    }
    const rows = file.metadata().fileMetadata().numRows()
    if (wanted.length === 0) return { rows, columns: {} }

    const read = await file.read({ columns: [...wanted], batchSize: BATCH_ROWS })
    const table = tableFromIPC(read.intoIPCStream())
    const entries = wanted.map((name): [string, Column] => {
      const vector = table.getChild(name)
      if (vector === null) throw new Error(`column "${name}" was not read`)
      return [name, columnOfVector(name, vector)]
    })
    return { rows, columns: Object.fromEntries(entries) }
  } finally {
    file.free()
  }
}

/** A column of a Parquet file. */
export interface ParquetColumn {
  readonly name: string
  /** Arrow's name of its type. */
  readonly type: string
  /** What a frame makes of it; undefined where it cannot hold it. */
  readonly holds: 'text' | 'number' | 'time' | undefined
}

/** The columns of a Parquet file, and how many rows each of its row groups has; only its footer is read. */
export async function parquetRowGroups(
  file: Blob,
): Promise<{ readonly columns: readonly ParquetColumn[]; readonly rowGroups: readonly number[] }> {
  const [{ ParquetFile }, { tableFromIPC }, { holdsOf }] = await Promise.all([
    import('parquet-wasm'),
    import('apache-arrow'),
    import('./arrowColumns.ts'),
  ])
  const opened = await ParquetFile.fromFile(file)
  try {
    return {
      columns: tableFromIPC(opened.schema().intoIPCStream()).schema.fields.map(
        ({ name, type }) => ({ name, type: type[Symbol.toStringTag], holds: holdsOf(type) }),
      ),
      rowGroups: opened
        .metadata()
        .rowGroups()
        .map(group => group.numRows()),
    }
  } finally {
    opened.free()
  }
}

/**
 * Some rows of one row group.
 *
 * @param start - counted within the row group
 * @throws as `readFrame` does
 */
export async function readRowGroup(
  file: Blob,
  rowGroup: number,
  start: number,
  rows: number,
): Promise<Frame> {
  const [{ ParquetFile }, { tableFromIPC }, { columnOfVector }] = await Promise.all([
    import('parquet-wasm'),
    import('apache-arrow'),
    import('./arrowColumns.ts'),
  ])
  const opened = await ParquetFile.fromFile(file)
  try {
    const read = await opened.read({ rowGroups: [rowGroup], offset: start, limit: rows })
    const table = tableFromIPC(read.intoIPCStream())
    const entries = table.schema.fields.map(({ name }): [string, Column] => {
      const vector = table.getChild(name)
      if (vector === null) throw new Error(`column "${name}" was not read`)
      return [name, columnOfVector(name, vector)]
    })
    return { rows: table.numRows, columns: Object.fromEntries(entries) }
  } finally {
    opened.free()
  }
}

/**
 * Writes columns as Parquet, zstd-compressed. The same frame gives the same bytes.
 *
 * @throws if a column is not as long as the frame, or a number does not fit the storage asked for
 */
export async function writeFrame(
  frame: Frame,
  options: WriteFrameOptions = {},
): Promise<Uint8Array> {
  const { storage = {}, rowGroupRows = ROW_GROUP_ROWS, dictionaries = true } = options
  const [wasm, { Table, tableToIPC }, { vectorOfColumn }] = await Promise.all([
    import('parquet-wasm'),
    import('apache-arrow'),
    import('./arrowColumns.ts'),
  ])

  // columns to Arrow
  const vectors = Object.entries(frame.columns).map(([name, column]) => {
    if (column.values.length !== frame.rows) {
      throw new Error(
        `column "${name}" has ${column.values.length} values in a frame of ${frame.rows} rows`,
      )
    }
    return [name, vectorOfColumn(name, column, storage[name] ?? 'double')] as const
  })
  const table = new Table(Object.fromEntries(vectors))

  // Arrow to Parquet
  const properties = new wasm.WriterPropertiesBuilder()
    .setCompression(wasm.Compression.ZSTD)
    .setMaxRowGroupSize(rowGroupRows)
    .setDictionaryEnabled(dictionaries)
    .build()
  return wasm.writeParquet(wasm.Table.fromIPCStream(tableToIPC(table, 'stream')), properties)
}

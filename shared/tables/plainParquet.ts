import { closeSync, openSync, writeSync } from 'node:fs'
import type { ColumnContract, ColumnType } from '../mimic/contract.ts'
import type { ColumnPage, RowGroup } from './columnPages.ts'
import { pushVarint, ThriftStruct } from './thriftCompact.ts'

/*
 * Numbers of https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift; the ids of fields below
 * are those of its structs.
 */
const DATA_PAGE = 0
const PLAIN = 0
const RLE = 3
const UNCOMPRESSED = 0
const OPTIONAL = 1
const INT32 = 1
const INT64 = 2
const DOUBLE = 5
const BYTE_ARRAY = 6
const UTF8 = 0
const DATE = 6
const TIMESTAMP_MICROS = 10

/** How a type is stored, and what that stands for. */
const STORED: Readonly<Record<ColumnType, { type: number; converted?: number }>> = {
  int: { type: INT32 },
  long: { type: INT64 },
  double: { type: DOUBLE },
  timestamp: { type: INT64, converted: TIMESTAMP_MICROS },
  date: { type: INT32, converted: DATE },
  text: { type: BYTE_ARRAY, converted: UTF8 },
}

const MAGIC = Buffer.from('PAR1')

/**
 * Writes rows to a local Parquet file as quickly as can be, for whoever reads it once and right away: not compressed, each
 * column of a row group one page of its plain values. By parquet-wasm, to which columns go through Arrow's stream, it takes
 * five times as long.
 */
export class PlainParquet {
  private readonly file: number
  private readonly columns: readonly ColumnContract[]
  private readonly rowGroups: ThriftStruct[] = []
  private rows = 0
  private at = 0

  /** @param columns - of every group that is written, in their order */
  constructor(path: string, columns: readonly ColumnContract[]) {
    this.file = openSync(path, 'w')
    this.columns = columns
    this.write(MAGIC)
  }

  writeGroup({ rows, pages }: RowGroup): void {
    const start = this.at
    const chunks = pages.map(page => this.writePage(page, rows))
    this.rowGroups.push(
      new ThriftStruct()
        .structs(1, chunks)
        .i64(2, this.at - start)
        .i64(3, rows),
    )
    this.rows += rows
  }

  /** Writes the footer; the file is whole then. */
  close(): void {
    try {
      this.writeFooter()
    } finally {
      closeSync(this.file)
    }
  }

  private writeFooter(): void {
    const schema = new ThriftStruct().text(4, 'rows').i32(5, this.columns.length)
    const footer = new ThriftStruct()
      .i32(1, 1)
      .structs(2, [schema, ...this.columns.map(schemaElement)])
      .i64(3, this.rows)
      .structs(4, this.rowGroups)
      .ended()
    this.write(Buffer.from(footer))
    this.write(littleEndian(footer.length))
    this.write(MAGIC)
  }

  /** Returns what the row group says of the column. */
  private writePage({ column, count, present, values }: ColumnPage, rows: number): ThriftStruct {
    const levels = definitionLevels(rows, count, present)
    const bytes = levels.length + values.length
    const header = new ThriftStruct()
      .i32(1, DATA_PAGE)
      .i32(2, bytes)
      .i32(3, bytes)
      .struct(5, new ThriftStruct().i32(1, rows).i32(2, PLAIN).i32(3, RLE).i32(4, RLE))
    const start = this.at
    this.write(Buffer.concat([Buffer.from(header.ended()), levels]))
    this.write(values)
    const written = this.at - start
    const about = new ThriftStruct()
      .i32(1, STORED[column.type].type)
      .i32s(2, [PLAIN, RLE])
      .texts(3, [column.name])
      .i32(4, UNCOMPRESSED)
      .i64(5, rows)
      .i64(6, written)
      .i64(7, written)
      .i64(9, start)
    return new ThriftStruct().i64(2, start).struct(3, about)
  }

  private write(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.file, bytes, written)
    }
    this.at += bytes.length
  }
}

/**
 * Which rows have a value: one run of bits, or of the same bit over and over, behind its length
 * (https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE).
 */
function definitionLevels(rows: number, count: number, present: Uint8Array): Buffer {
  const run: number[] = []
  const isSame = count === 0 || count === rows
  if (isSame) {
    pushVarint(run, 2 * rows)
    run.push(count === 0 ? 0 : 1)
  } else pushVarint(run, 2 * present.length + 1)
  const bits = isSame ? new Uint8Array() : present
  return Buffer.concat([littleEndian(run.length + bits.length), Buffer.from(run), bits])
}

/** A length in four bytes. */
function littleEndian(length: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(length)
  return bytes
}

function schemaElement({ name, type }: ColumnContract): ThriftStruct {
  const { type: stored, converted } = STORED[type]
  const element = new ThriftStruct().i32(1, stored).i32(3, OPTIONAL).text(4, name)
  if (converted !== undefined) element.i32(6, converted)
  if (type !== 'timestamp') return element
  // a timestamp (8) of UTC, in µs (2)
  const micros = new ThriftStruct().struct(2, new ThriftStruct())
  const timestamp = new ThriftStruct().bool(1, true).struct(2, micros)
  return element.struct(10, new ThriftStruct().struct(8, timestamp))
}

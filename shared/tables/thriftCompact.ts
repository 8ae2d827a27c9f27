/**
 * Writes structs in Thrift's compact protocol, in which Parquet has its headers and its footer
 * (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md): fields in the order of their
 * ids, each behind a byte of how much the id grows and of its type; whole numbers in zigzag and as varints.
 */
export class ThriftStruct {
  readonly bytes: number[] = []
  private last = 0

  bool(id: number, value: boolean): this {
    return this.field(id, value ? TYPES.true : TYPES.false)
  }

  i32(id: number, value: number): this {
    return this.field(id, TYPES.i32).zigzag(value)
  }

  /** @param value - exact as a double */
  i64(id: number, value: number): this {
    return this.field(id, TYPES.i64).zigzag(value)
  }

  text(id: number, value: string): this {
    return this.field(id, TYPES.binary).binary(value)
  }

  struct(id: number, value: ThriftStruct): this {
    return this.field(id, TYPES.struct).append(value.ended())
  }

  structs(id: number, values: readonly ThriftStruct[]): this {
    this.list(id, TYPES.struct, values.length)
    for (const value of values) this.append(value.ended())
    return this
  }

  i32s(id: number, values: readonly number[]): this {
    this.list(id, TYPES.i32, values.length)
    for (const value of values) this.zigzag(value)
    return this
  }

  texts(id: number, values: readonly string[]): this {
    this.list(id, TYPES.binary, values.length)
    for (const value of values) this.binary(value)
    return this
  }

  /** With the byte that ends a struct. */
  ended(): number[] {
    return [...this.bytes, 0]
  }

  /** @param id - 1 to 15 more than that of the field before */
  private field(id: number, type: number): this {
    this.bytes.push(((id - this.last) << 4) | type)
    this.last = id
    return this
  }

  private list(id: number, type: number, length: number): void {
    this.field(id, TYPES.list)
    if (length < 15) this.bytes.push((length << 4) | type)
    else {
      this.bytes.push(0xf0 | type)
      pushVarint(this.bytes, length)
    }
  }

  private zigzag(value: number): this {
    pushVarint(this.bytes, value < 0 ? -2 * value - 1 : 2 * value)
    return this
  }

  private binary(value: string): this {
    const encoded = Buffer.from(value)
    pushVarint(this.bytes, encoded.length)
    return this.append(encoded)
  }

  private append(bytes: Iterable<number>): this {
    for (const byte of bytes) this.bytes.push(byte)
    return this
  }
}

const TYPES = { true: 1, false: 2, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 }

/** Seven bits a byte, lowest first; the highest bit says that more follow. */
export function pushVarint(bytes: number[], value: number): void {
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  bytes.push(rest)
}

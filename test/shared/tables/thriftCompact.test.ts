import { describe, expect, it } from 'vitest'
import { ThriftStruct } from '../../../shared/tables/thriftCompact.ts'

const bytes = (value: number): number[] => new ThriftStruct().i64(1, value).ended()

// bytes by hand, as the specification of the compact protocol has them
describe('ThriftStruct', () => {
  it('writes whole numbers in zigzag, seven bits a byte, lowest first', () => {
    expect(bytes(0)).toEqual([0x16, 0, 0])
    expect(bytes(-1)).toEqual([0x16, 1, 0])
    expect(bytes(63)).toEqual([0x16, 126, 0])
    expect(bytes(150)).toEqual([0x16, 0xac, 0x02, 0])
    expect(bytes(2 ** 40)).toEqual([0x16, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 0])
  })

  it('writes fields behind how much their ids grow and their types', () => {
    const inner = new ThriftStruct().bool(2, true).bool(3, false)
    const struct = new ThriftStruct().i32(1, 7).text(4, 'é').struct(5, inner)
    expect(struct.ended()).toEqual([0x15, 14, 0x38, 2, 0xc3, 0xa9, 0x1c, 0x21, 0x12, 0, 0])
  })

  it('writes lists behind their length and type, in one byte or in more', () => {
    expect(new ThriftStruct().i32s(2, [1, -1]).ended()).toEqual([0x29, 0x25, 2, 1, 0])
    expect(new ThriftStruct().texts(1, ['a']).ended()).toEqual([0x19, 0x18, 1, 97, 0])
    const fifteen = Array.from({ length: 15 }, () => new ThriftStruct())
    const ends = fifteen.map(() => 0)
    expect(new ThriftStruct().structs(1, fifteen).ended()).toEqual([0x19, 0xfc, 15, ...ends, 0])
  })
})

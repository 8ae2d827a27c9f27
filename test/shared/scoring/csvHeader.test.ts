import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { csvHeader } from '../../../shared/scoring/csvHeader.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('the header of a CSV', () => {
  it.each([
    ['age,lactate_max\n70,2\n', 16],
    ['\uFEFFage,lactate_max\r\n70,2\r\n', 20],
    ['"Age","Lactate_Max"\r\n', 21],
    [' Age , Lactate_Max \n', 20],
  ])('of %j names its columns', (text, end) => {
    expect(csvHeader(bytes(text))).toEqual({ columns: ['age', 'lactate_max'], end })
  })

  it.each([
    ['nothing', bytes(''), /empty/],
    ['one line', bytes('age,lactate_max'), /no line but the first/],
    ['old line ends', bytes('age,lactate_max\r70,2\r'), /no line but the first/],
    ['semicolons', bytes('age;lactate_max\n70;2\n'), /semicolon.*commas/],
    ['tabs', bytes('age\tlactate_max\n70\t2\n'), /tab.*commas/],
    ['an open quote', bytes('"age,lactate_max\n70,2\n'), /quote/],
    ['gzip', gzipSync('age\n70\n'), /unpack/],
    ['UTF-16', Buffer.from('\uFEFFage\n70\n', 'utf16le'), /UTF-8/],
  ])('of %s is refused, saying what to do', (_, head, reason) => {
    expect(csvHeader(head)).toMatch(reason)
  })
})

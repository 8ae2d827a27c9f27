import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { convertOnWorker } from '../../../shared/compute/convertOnWorker.ts'
import { findRepeatsOnWorker } from '../../../shared/compute/findRepeatsOnWorker.ts'
import { closeWorkers } from '../../../shared/compute/pool.ts'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import type { ConvertCsvRequest } from '../../../shared/tables/convertCsv.ts'
import { decodeRowIds, encodeRowIds } from '../../../shared/tables/rowIdFile.ts'
import { RowIds } from '../../../shared/tables/rowIds.ts'

const MIB = 1024 * 1024
const folder = mkdtempSync(join(tmpdir(), 'convert-on-worker-'))
const temporary = join(folder, 'temporary')
beforeEach(() => {
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary)
})
afterAll(async () => {
  await closeWorkers()
  rmSync(folder, { recursive: true })
})

const HEADER = 'row_id,subject_id,hadm_id,transfertime,prev_service,curr_service\n'
const rows = Array.from(
  { length: 12_000 },
  (_, i) => `${i},7,100,2150-01-02,,${'x'.repeat(1000)}\n`,
)
const csv = Buffer.from(HEADER + rows.join(''))

const contract = contractOf('SERVICES')
const request: ConvertCsvRequest = {
  name: 'bronze/demo/SERVICES.csv',
  fileBytes: csv.length,
  range: { index: 0, start: 0, end: csv.length },
  compression: 'none',
  contract,
  columns: contract.columns.map(({ name }) => name),
  headerBytes: HEADER.length,
  folder: temporary,
  partBytes: 5 * MIB,
  threads: 1,
  memoryMiB: 256,
}

class ConnectionLost extends Error {}

/** The file in pieces; `handed.bytes` says how far it was read. */
async function* streamed(
  handed: { bytes: number },
  breaksAt = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < csv.length; from += 50_000) {
    if (from > breaksAt) throw new ConnectionLost('the connection is lost')
    const piece = csv.subarray(from, from + 50_000)
    handed.bytes += piece.length
    yield piece
  }
}

describe('convertOnWorker', () => {
  it('moves the bytes over and delivers each part while its files are there', async () => {
    const delivered: { rows: number; magic: string; keys: boolean }[] = []
    const converted = await convertOnWorker(request, streamed({ bytes: 0 }), async part => {
      const magic = readFileSync(part.parquet).subarray(0, 4).toString()
      delivered.push({ rows: part.quality.rows, magic, keys: existsSync(part.keys) })
    })
    expect(converted).toMatchObject({ ok: true, rowsIn: 12_000, rowsOut: 12_000 })
    expect(delivered.length).toBeGreaterThan(1)
    for (const part of delivered) expect(part).toMatchObject({ magic: 'PAR1', keys: true })
    expect(delivered.reduce((sum, part) => sum + part.rows, 0)).toBe(12_000)
    expect(readdirSync(temporary)).toEqual([])
  })

  it('reads no further than it is asked for', async () => {
    const handed = { bytes: 0 }
    let atFirstPart = 0
    await convertOnWorker({ ...request, partBytes: MIB }, streamed(handed), async part => {
      if (part.index > 0) return
      // as long as this part is not delivered, the one behind it is the last that is read
      await new Promise(resolve => setTimeout(resolve, 300))
      atFirstPart = handed.bytes
    })
    expect(atFirstPart).toBeGreaterThan(0)
    expect(atFirstPart).toBeLessThan(csv.length - MIB)
  })

  it('throws what reading threw, and leaves no file', async () => {
    const broken = convertOnWorker(request, streamed({ bytes: 0 }, 9 * MIB), async () => {})
    await expect(broken).rejects.toThrow(ConnectionLost)
    expect(readdirSync(temporary)).toEqual([])
  })

  it('throws what delivering threw, and leaves no file', async () => {
    const broken = convertOnWorker(request, streamed({ bytes: 0 }), async part => {
      if (part.index === 1) throw new ConnectionLost('not uploaded')
    })
    await expect(broken).rejects.toThrow(ConnectionLost)
    expect(readdirSync(temporary)).toEqual([])
  })

  it('throws where fewer bytes come than the range has', async () => {
    const short = {
      ...request,
      fileBytes: csv.length + 5,
      range: { index: 0, start: 0, end: csv.length + 5 },
    }
    await expect(convertOnWorker(short, streamed({ bytes: 0 }), async () => {})).rejects.toThrow(
      /bytes were to be fetched for range 0/,
    )
    expect(readdirSync(temporary)).toEqual([])
  })
})

describe('findRepeatsOnWorker', () => {
  it('asks for one range after the other and tells what is repeated', async () => {
    const ranges = [
      [1, 2, 3],
      [4, 5],
      [3, 6, 1],
    ]
    const found: [number, number[]][] = []
    await findRepeatsOnWorker(
      ranges.length,
      async range => {
        const ids = new RowIds()
        for (const id of ranges[range] ?? []) ids.add(id)
        return encodeRowIds(ids)
      },
      async (range, ids) => {
        found.push([range, [...decodeRowIds(ids)]])
      },
    )
    expect(found).toEqual([[2, [1, 3]]])
  })
})

/** Tasks of worker threads: bronze → silver. */

import type { TableName } from '../contracts/dataset.ts'
import type { Refusal } from '../contracts/promotion.ts'
import type { ReferenceCheck } from '../contracts/quality.ts'
import { countOrphans as countOrphanRows, type TableKeys } from '../quality/countOrphans.ts'
import type { Reference } from '../quality/keys.ts'
import { measurePart } from '../quality/measurePart.ts'
import {
  type Conversion,
  type ConvertCsvRequest,
  convertCsv as convertCsvRange,
  type OpenRange,
} from '../tables/convertCsv.ts'
import { withDuckdb } from '../tables/duckdb.ts'
import type { ConvertedPart } from '../tables/partWriter.ts'
import { findRepeatedIds as findRepeatedIdsOf } from '../tables/rowIdFile.ts'
import { type FilledBuffer, fedBytes } from './byteFeed.ts'
import { oneThread } from './oneThread.ts'
import { type AskPort, askThread } from './threadCalls.ts'

/** What a conversion asks of the thread that started it. */
export type ConversionAsk =
  | { readonly wants: 'bytes'; readonly buffer: ArrayBuffer }
  | { readonly wants: 'delivery'; readonly part: ConvertedPart }
export type ConversionAnswer = FilledBuffer | null

/** The bytes come through the port, and the parts are delivered through it: `convertOnWorker` is at its other end. */
export async function convertCsv(input: {
  request: ConvertCsvRequest
  port: AskPort<ConversionAsk, ConversionAnswer>
}): Promise<Conversion | Refusal | OpenRange> {
  const { request, port } = input
  const ask = askThread(port, asked => (asked.wants === 'bytes' ? [asked.buffer] : []))
  try {
    const bytes = fedBytes(async buffer => await ask({ wants: 'bytes', buffer }))
    return await convertCsvRange(request, bytes, {
      measure: measurePart,
      async deliver(part) {
        await ask({ wants: 'delivery', part })
      },
    })
  } finally {
    port.close()
  }
}

/** What the search for repeated row ids asks of the thread that started it. */
export type RepeatsAsk =
  | { readonly wants: 'ids'; readonly range: number }
  | { readonly wants: 'delivery'; readonly range: number; readonly ids: Uint8Array }
export type RepeatsAnswer = Uint8Array | null

/** `findRepeatsOnWorker` is at the other end of the port. */
export async function findRepeatedIds(input: {
  ranges: number
  port: AskPort<RepeatsAsk, RepeatsAnswer>
}): Promise<void> {
  const { ranges, port } = input
  const ask = askThread(port)
  async function* encoded(): AsyncGenerator<Uint8Array> {
    for (let range = 0; range < ranges; range++) {
      const ids = await ask({ wants: 'ids', range })
      if (ids !== null) yield ids
    }
  }
  try {
    await findRepeatedIdsOf(encoded(), async (range, ids) => {
      await ask({ wants: 'delivery', range, ids })
    })
  } finally {
    port.close()
  }
}

/**
 * Counts of each reference the rows whose key its other table lacks.
 *
 * @param input.folder - DuckDB's, to spill to
 */
export async function countOrphans(input: {
  references: readonly Reference[]
  keys: ReadonlyMap<TableName, TableKeys>
  folder: string
}): Promise<readonly ReferenceCheck[]> {
  return await withDuckdb(oneThread(input.folder), async sql =>
    countOrphanRows(sql, input.references, input.keys),
  )
}

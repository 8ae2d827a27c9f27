import type { Refusal } from '../contracts/promotion.ts'
import type { Conversion, ConvertCsvRequest, OpenRange } from '../tables/convertCsv.ts'
import type { Deliver } from '../tables/partWriter.ts'
import { byteFeed } from './byteFeed.ts'
import { onWorker } from './pool.ts'
import type { ConversionAnswer, ConversionAsk } from './silverTasks.ts'
import { withAnswers } from './threadCalls.ts'

/**
 * `convertCsv` on a worker thread. The bytes are read here as the worker asks for them, into buffers that it moves
 * over and gets back; the parts are delivered from here.
 *
 * @throws what reading the bytes or delivering a part threw, as it was
 */
export async function convertOnWorker(
  request: ConvertCsvRequest,
  stored: AsyncIterable<Uint8Array>,
  deliver: Deliver,
): Promise<Conversion | Refusal | OpenRange> {
  const feed = byteFeed(stored)
  async function answer(ask: ConversionAsk): Promise<ConversionAnswer> {
    if (ask.wants === 'bytes') return await feed.fill(ask.buffer)
    await deliver(ask.part)
    return null
  }
  try {
    return await withAnswers(
      answer,
      async port => await onWorker('convertCsv', { request, port }, [port]),
      filled => (filled === null ? [] : [filled.buffer]),
    )
  } finally {
    await feed.close()
  }
}

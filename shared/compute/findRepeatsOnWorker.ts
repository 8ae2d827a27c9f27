import { onWorker } from './pool.ts'
import type { RepeatsAnswer, RepeatsAsk } from './silverTasks.ts'
import { withAnswers } from './threadCalls.ts'

/**
 * `findRepeatedIds` on a worker thread.
 *
 * @param idsOf - the row ids of a range, as `encodeRowIds` gives them; asked for in order
 * @param found - is given the row ids of a range that an earlier one has
 */
export async function findRepeatsOnWorker(
  ranges: number,
  idsOf: (range: number) => Promise<Uint8Array>,
  found: (range: number, ids: Uint8Array) => Promise<void>,
): Promise<void> {
  async function answer(ask: RepeatsAsk): Promise<RepeatsAnswer> {
    if (ask.wants === 'ids') return await idsOf(ask.range)
    await found(ask.range, ask.ids)
    return null
  }
  await withAnswers(answer, async port => {
    await onWorker('findRepeatedIds', { ranges, port }, [port])
  })
}

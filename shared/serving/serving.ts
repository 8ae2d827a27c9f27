import { CATALOGUE } from '../features/catalogue.ts'
import { storage } from '../storage/connect.ts'
import type { Lake } from '../storage/lake.ts'
import type { Rows } from '../storage/rows.ts'
import { type ChampionCache, championCache } from './championCache.ts'
import { familyScorer } from './familyScorer.ts'
import { type Vocabulary, vocabularyOf } from './featureTable.ts'
import { type PredictionLog, predictionLog } from './predictionLog.ts'

/** What the scoring API holds on to between requests. */
export interface Serving {
  readonly lake: Lake
  readonly rows: Rows
  readonly champion: ChampionCache
  readonly log: PredictionLog
  readonly vocabulary: Vocabulary
}

export function servingOn(lake: Lake, rows: Rows): Serving {
  return {
    lake,
    rows,
    champion: championCache(lake, familyScorer),
    log: predictionLog(lake, rows),
    vocabulary: vocabularyOf(CATALOGUE),
  }
}

let started: Promise<Serving> | undefined

/** The serving of this process; connects to storage at the first call. */
export async function serving(): Promise<Serving> {
  started ??= storage().then(({ lake, rows }) => servingOn(lake, rows))
  return await started
}

/** Writes the predictions that still wait to be logged. */
export async function drainServing(): Promise<void> {
  // one that did not start has predicted nothing
  const running = await started?.catch(() => undefined)
  await running?.log.drained()
}

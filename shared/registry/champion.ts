import { AppError } from '../http/problem.ts'
import { type Lake, PreconditionFailed } from '../storage/lake.ts'
import { CHAMPION_PATH, MODEL_NAME } from '../storage/paths.ts'
import type { Rows, RowTableDefinition } from '../storage/rows.ts'
import { type ChampionPointer, championPointer, readChampion } from './championPointer.ts'
import { modelVersions } from './versions.ts'

/** Pointers that were overwritten, one row each: `since` to the next row's `since` is the time each one served. */
const pastChampions: RowTableDefinition<ChampionPointer> = {
  name: 'models',
  schema: championPointer,
}
const PAST_PARTITION = `${MODEL_NAME}:promotions`

export interface PromotionRequest {
  /** Who decides: a person, or `gate`. */
  readonly by: string
  readonly reason: string
  /** The training run that brings it about, if one does. */
  readonly runId?: string
  /** ISO 8601, UTC. */
  readonly at: string
  /**
   * The version that the decision was made against, null for none: if another serves by now the promotion fails.
   * Absent: whatever serves now is replaced.
   */
  readonly insteadOf?: string | null
}

/**
 * Makes a published version the champion. Promoting the one that serves already changes nothing, so an activity may
 * run this twice.
 *
 * @throws AppError MODEL_NOT_FOUND; RETROSPECTIVE_MODEL; PROMOTION_CONFLICT where another promotion came first
 */
export async function promote(
  lake: Lake,
  rows: Rows,
  version: string,
  request: PromotionRequest,
): Promise<ChampionPointer> {
  await requireServable(rows, version)

  // what serves now, and whether the decision still stands
  const current = await readChampion(lake)
  if (current?.pointer.version === version) return current.pointer
  const serving = current?.pointer.version ?? null
  if (request.insteadOf !== undefined && request.insteadOf !== serving) {
    throw conflict(`The decision was made against ${named(request.insteadOf)}`, current?.pointer)
  }

  // keep the pointer that is about to be overwritten: in this order the history has no gap, whatever dies in between
  if (current !== undefined) {
    const past = rows.table(pastChampions)
    await past.upsert(PAST_PARTITION, sequenceKey(current.pointer.sequence), current.pointer)
  }

  // move the pointer, if it is still the one that was read
  const pointer: ChampionPointer = {
    name: MODEL_NAME,
    version,
    sequence: (current?.pointer.sequence ?? 0) + 1,
    since: request.at,
    by: request.by,
    reason: request.reason,
    ...(request.runId !== undefined && { runId: request.runId }),
    previous: serving,
  }
  const condition = current === undefined ? { ifAbsent: true as const } : { ifMatch: current.etag }
  try {
    await lake.write(CHAMPION_PATH, `${JSON.stringify(pointer, null, 2)}\n`, condition)
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error
    // a write that succeeded but whose answer was lost is tried again by the SDK, and then meets itself
    const now = (await readChampion(lake))?.pointer
    if (now !== undefined && sameDecision(now, pointer)) return now
    throw conflict(`Another promotion came before the one of ${version}`, now)
  }
  return pointer
}

/** Every promotion, newest first; the first entry is the champion. */
export async function promotionHistory(
  lake: Lake,
  rows: Rows,
): Promise<readonly ChampionPointer[]> {
  const current = await readChampion(lake)
  if (current === undefined) return []
  const past = await rows.table(pastChampions).list(PAST_PARTITION)
  const before = past.filter(({ sequence }) => sequence < current.pointer.sequence)
  return [...before, current.pointer].reverse()
}

async function requireServable(rows: Rows, version: string): Promise<void> {
  const published = await modelVersions(rows).get(version)
  if (published === undefined) {
    throw new AppError('MODEL_NOT_FOUND', `There is no version ${version} of ${MODEL_NAME}.`)
  }
  if (published.featureSet === 'retrospective') {
    throw new AppError(
      'RETROSPECTIVE_MODEL',
      `Version ${version} uses what is known only at discharge; it is for comparison.`,
    )
  }
}

function sameDecision(a: ChampionPointer, b: ChampionPointer): boolean {
  return (
    a.version === b.version && a.sequence === b.sequence && a.since === b.since && a.by === b.by
  )
}

function conflict(what: string, now: ChampionPointer | undefined): AppError {
  const serves =
    now === undefined ? 'no version serves' : `${now.version} serves, promoted by ${now.by}`
  return new AppError('PROMOTION_CONFLICT', `${what}; by now ${serves}.`)
}

function named(version: string | null): string {
  return version === null ? 'no champion' : `champion ${version}`
}

/** Table Storage lists keys as text: padded, they come in the order of numbers. */
function sequenceKey(sequence: number): string {
  return String(sequence).padStart(8, '0')
}

import { BlobNotFound, type Lake, type LakePath } from '../storage/lake.ts'
import { parseActions } from './deltaActions.ts'
import { readCheckpoint, UnreadableCheckpoint } from './deltaCheckpoint.ts'
import { commitPath, logFolder, parseLogName } from './deltaLogNames.ts'
import { type DeltaState, EMPTY_STATE, reconcile, type VersionActions } from './deltaState.ts'

/** Commits read at once. */
const WIDTH = 8

interface LogListing {
  readonly commits: ReadonlySet<number>
  /** Files of each whole checkpoint, by its version. */
  readonly checkpoints: ReadonlyMap<number, readonly LakePath[]>
  /** Versions of checkpoints that only the feature `v2Checkpoint` can read. */
  readonly v2Checkpoints: readonly number[]
  readonly newest: number // -1 where there is no log
}

/**
 * Reads a log up to `version` or the newest: the newest checkpoint that leads there, and the commits after it. The
 * listing tells of every checkpoint, so the hint `_last_checkpoint`, which may be stale or damaged, is not needed. A
 * checkpoint that cannot be read costs only time where the commits are still there.
 *
 * @param table - its folder, with a slash at its end
 * @throws if commits are missing and no checkpoint stands for them
 */
export async function readLog(
  lake: Lake,
  table: LakePath,
  version: number = Number.POSITIVE_INFINITY,
): Promise<DeltaState> {
  const listing = await listLog(lake, table)
  const wanted = Math.min(version, listing.newest)
  if (wanted < 0) return EMPTY_STATE

  const starts = [...listing.checkpoints.keys()]
    .filter(checkpoint => checkpoint <= wanted)
    .sort((a, b) => b - a)
  let unreadable: UnreadableCheckpoint | undefined
  for (const start of [...starts, -1]) {
    if (missingCommit(listing, start, wanted) !== undefined) continue
    try {
      const from = await readStart(lake, listing, start)
      return await readCommits(lake, table, from, wanted)
    } catch (error) {
      if (!(error instanceof UnreadableCheckpoint)) throw error
      unreadable ??= error
    }
  }
  throw unreadable ?? noWay(table, listing, starts[0] ?? -1, wanted)
}

/** Reads the commits that were made after `state`. */
export async function readNewCommits(
  lake: Lake,
  table: LakePath,
  state: DeltaState,
): Promise<DeltaState> {
  const commits: VersionActions[] = []
  for (let version = state.version + 1; ; version++) {
    try {
      commits.push(await readCommit(lake, table, version))
    } catch (error) {
      if (error instanceof BlobNotFound) return reconcile(state, commits)
      throw error
    }
  }
}

/**
 * The version that an application's transaction was committed as: the newest up to `newest` that tells of it.
 *
 * @throws if that commit is no longer in the log
 */
export async function findTransaction(
  lake: Lake,
  table: LakePath,
  appId: string,
  newest: number,
): Promise<number> {
  for (let version = newest; version >= 0; version--) {
    try {
      const { actions } = await readCommit(lake, table, version)
      if (actions.some(({ txn }) => txn?.appId === appId)) return version
    } catch (error) {
      if (error instanceof BlobNotFound) break
      throw error
    }
  }
  throw new Error(
    `${table}: "${appId}" has committed already, but the commit that says as which version is no longer in the Delta log`,
  )
}

async function readStart(lake: Lake, listing: LogListing, start: number): Promise<DeltaState> {
  const parts = listing.checkpoints.get(start)
  if (parts === undefined) return EMPTY_STATE
  const actions = await readCheckpoint(lake, parts)
  return reconcile(EMPTY_STATE, [{ version: start, actions, isCheckpoint: true }])
}

async function readCommits(
  lake: Lake,
  table: LakePath,
  from: DeltaState,
  wanted: number,
): Promise<DeltaState> {
  const versions = Array.from(
    { length: wanted - from.version },
    (_, index) => from.version + 1 + index,
  )
  const commits: VersionActions[] = []
  for (let at = 0; at < versions.length; at += WIDTH) {
    const some = versions.slice(at, at + WIDTH)
    commits.push(...(await Promise.all(some.map(version => readCommit(lake, table, version)))))
  }
  return reconcile(from, commits)
}

async function readCommit(lake: Lake, table: LakePath, version: number): Promise<VersionActions> {
  const path = commitPath(table, version)
  const text = new TextDecoder().decode(await lake.read(path))
  return { version, actions: parseActions(path, text) }
}

async function listLog(lake: Lake, table: LakePath): Promise<LogListing> {
  const commits = new Set<number>()
  const parts = new Map<string, { version: number; of: number; paths: LakePath[] }>()
  const v2Checkpoints: number[] = []
  const folder = logFolder(table)
  let newest = -1
  for await (const { path } of lake.list(folder)) {
    const file = parseLogName(path.slice(folder.length))
    if (file === undefined) continue
    newest = Math.max(newest, file.version)
    if (file.kind === 'commit') commits.add(file.version)
    else if (file.kind === 'v2-checkpoint') v2Checkpoints.push(file.version)
    else {
      const key = `${file.version} ${file.parts}`
      const checkpoint = parts.get(key) ?? { version: file.version, of: file.parts, paths: [] }
      checkpoint.paths.push(path)
      parts.set(key, checkpoint)
    }
  }
  const whole = [...parts.values()].filter(({ of, paths }) => paths.length === of)
  const checkpoints = new Map(whole.map(({ version, paths }) => [version, paths]))
  return { commits, checkpoints, v2Checkpoints, newest }
}

/** The first commit after `start` that is needed to reach `wanted` and is not there. */
function missingCommit({ commits }: LogListing, start: number, wanted: number): number | undefined {
  for (let version = start + 1; version <= wanted; version++) {
    if (!commits.has(version)) return version
  }
  return undefined
}

function noWay(table: LakePath, listing: LogListing, start: number, wanted: number): Error {
  const { checkpoints, v2Checkpoints, newest } = listing
  if (v2Checkpoints.some(version => version <= wanted && version > start)) {
    return new Error(
      `${table}: version ${wanted} can only be read by way of a checkpoint of the feature v2Checkpoint, which is not supported here`,
    )
  }
  const missing = missingCommit(listing, start, wanted)
  const begins = Math.min(...checkpoints.keys())
  if (missing === 0 && Number.isFinite(begins)) {
    return new Error(
      `${table}: version ${wanted} can no longer be read: the Delta log begins with the checkpoint of version ${begins}`,
    )
  }
  return new Error(
    `${table}: version ${missing ?? wanted} is missing from the Delta log, which goes on to ${newest}: the log is damaged`,
  )
}

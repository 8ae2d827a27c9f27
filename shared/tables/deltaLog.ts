import type { Lake, LakePath } from '../storage/lake.ts'
import {
  type DeltaAction,
  type DeltaAdd,
  type DeltaMetadata,
  type DeltaProtocol,
  parseActions,
} from './deltaActions.ts'

/** What a log says up to a version. */
export interface DeltaState {
  readonly version: number // -1 before the first commit
  readonly protocol: DeltaProtocol | undefined
  readonly metadata: DeltaMetadata | undefined
  readonly files: ReadonlyMap<string, DeltaAdd> // by `add.path`, in the order they were added
  /** The newest `txn` of each application, with the version of the table that it came with. */
  readonly transactions: ReadonlyMap<string, { version: number; committedAs: number }>
}

export const EMPTY_STATE: DeltaState = {
  version: -1,
  protocol: undefined,
  metadata: undefined,
  files: new Map(),
  transactions: new Map(),
}

/** `<table>_delta_log/00000000000000000012.json` */
export function commitPath(table: LakePath, version: number): LakePath {
  return `${table}_delta_log/${String(version).padStart(20, '0')}.json`
}

/**
 * Reads the commits after `from`, up to `version` or the newest.
 *
 * @param table - its folder, with a slash at its end
 * @throws if a commit is missing between two others, or the first ones are gone and only a checkpoint tells of them
 */
export async function readLog(
  lake: Lake,
  table: LakePath,
  from: DeltaState = EMPTY_STATE,
  version: number = Number.POSITIVE_INFINITY,
): Promise<DeltaState> {
  const { commits, checkpoints } = await listLog(lake, table)
  const wanted = commits.filter(commit => commit > from.version && commit <= version)

  // the log must be whole
  for (const [index, commit] of wanted.entries()) {
    const expected = from.version + 1 + index
    if (commit === expected) continue
    if (index === 0 && from.version === -1 && checkpoints.length > 0)
      throw onlyCheckpoint(table, checkpoints)
    throw new Error(
      `${table}: version ${expected} is missing from the Delta log, which goes on to ${commits.at(-1) ?? commit}: the log is damaged`,
    )
  }
  if (commits.length === 0 && checkpoints.length > 0) throw onlyCheckpoint(table, checkpoints)

  let state = from
  for (const commit of wanted) {
    const path = commitPath(table, commit)
    const text = new TextDecoder().decode(await lake.read(path))
    state = applyCommit(state, commit, parseActions(path, text))
  }
  return state
}

async function listLog(
  lake: Lake,
  table: LakePath,
): Promise<{ commits: number[]; checkpoints: number[] }> {
  const commits: number[] = []
  const checkpoints: number[] = []
  const folder = `${table}_delta_log/`
  for await (const { path } of lake.list(folder)) {
    const [, version, kind] =
      /^(\d{20})\.(json$|checkpoint\.)/.exec(path.slice(folder.length)) ?? []
    if (version === undefined) continue
    if (kind === 'json') commits.push(Number(version))
    else checkpoints.push(Number(version))
  }
  return { commits: commits.sort((a, b) => a - b), checkpoints }
}

function onlyCheckpoint(table: LakePath, checkpoints: readonly number[]): Error {
  return new Error(
    `${table}: the Delta log's first commits are gone and only the checkpoint of version ${Math.max(...checkpoints)} tells of them; checkpoints are not read yet`,
  )
}

function applyCommit(
  state: DeltaState,
  version: number,
  actions: readonly DeltaAction[],
): DeltaState {
  let { protocol, metadata } = state
  const files = new Map(state.files)
  const transactions = new Map(state.transactions)
  for (const action of actions) {
    protocol = action.protocol ?? protocol
    metadata = action.metaData ?? metadata
    if (action.remove !== undefined) files.delete(action.remove.path)
    if (action.add !== undefined) files.set(action.add.path, action.add)
    if (action.txn !== undefined) {
      transactions.set(action.txn.appId, { version: action.txn.version, committedAs: version })
    }
  }
  return { version, protocol, metadata, files, transactions }
}

import type {
  DeltaAction,
  DeltaAdd,
  DeltaMetadata,
  DeltaProtocol,
  DeltaRemove,
  DeltaTransaction,
} from './deltaActions.ts'

/** What a log says up to a version. */
export interface DeltaState {
  readonly version: number // -1 before the first commit
  readonly protocol: DeltaProtocol | undefined
  readonly metadata: DeltaMetadata | undefined
  /** Live files by their place, in the order in which they were added. */
  readonly files: ReadonlyMap<string, DeltaAdd>
  /** Files that were removed and not added again: their tombstones. */
  readonly removed: ReadonlyMap<string, DeltaRemove>
  /** The newest `txn` of each application. Which commit it came with, a checkpoint does not tell. */
  readonly transactions: ReadonlyMap<string, DeltaTransaction & { readonly committedAs?: number }>
}

export const EMPTY_STATE: DeltaState = {
  version: -1,
  protocol: undefined,
  metadata: undefined,
  files: new Map(),
  removed: new Map(),
  transactions: new Map(),
}

/** The actions of one commit, or of the checkpoint that stands for all commits up to its version. */
export interface VersionActions {
  readonly version: number
  readonly actions: readonly DeltaAction[]
  readonly isCheckpoint?: boolean
}

/** Brings a state to the last of the versions given (PROTOCOL.md, "Action Reconciliation"): the newest of each wins. */
export function reconcile(state: DeltaState, versions: readonly VersionActions[]): DeltaState {
  let { version, protocol, metadata } = state
  const files = new Map(state.files)
  const removed = new Map(state.removed)
  const transactions = new Map(state.transactions)
  for (const step of versions) {
    version = step.version
    for (const { add, remove, txn, ...action } of step.actions) {
      protocol = action.protocol ?? protocol
      metadata = action.metaData ?? metadata
      if (remove !== undefined) {
        const place = identity(remove.path)
        files.delete(place)
        removed.set(place, remove)
      }
      if (add !== undefined) {
        const place = identity(add.path)
        files.delete(place) // added again, it is the last one in order
        files.set(place, add)
        removed.delete(place)
      }
      if (txn !== undefined) {
        transactions.set(txn.appId, {
          ...txn,
          ...(step.isCheckpoint === true ? {} : { committedAs: version }),
        })
      }
    }
  }
  return { version, protocol, metadata, files, removed, transactions }
}

/** Writers differ in what they encode: `a%20b` and `a b` are one file. */
function identity(uri: string): string {
  try {
    return decodeURIComponent(uri)
  } catch {
    return uri
  }
}

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { runNode, runPython } from '../peerProcess.ts'
import { type PeerReport, peerReport } from './peerReport.ts'

const run = promisify(execFile)

const DUCKDB_PEER = 'data/duckdbPeer.js'

/** Where a promotion finds its file, too. */
export interface StoredBlob {
  readonly connectionString: string
  readonly container: string
  readonly blob: string
}

interface PeerOptions {
  /** For what it writes and deletes again. */
  readonly folder: string
  readonly signal: AbortSignal
}

/** Raw DuckDB, doing what a promotion does: download, COPY, column statistics. */
export async function duckdbSameWork(
  { connectionString, container, blob }: StoredBlob,
  options: PeerOptions,
): Promise<PeerReport> {
  const given = ['same-work', connectionString, container, blob, options.folder]
  return await runNode(DUCKDB_PEER, given, peerReport, options.signal)
}

/** Raw DuckDB's COPY of a local file. */
export async function duckdbCopy(file: string, options: PeerOptions): Promise<PeerReport> {
  const given = ['copy', file, options.folder]
  return await runNode(DUCKDB_PEER, given, peerReport, options.signal)
}

/** pandas doing the work of a promotion on a local file, read whole. */
export async function pandas(file: string, options: PeerOptions): Promise<PeerReport> {
  return await runPython('data/pandasPeer.py', [file, options.folder], peerReport, options.signal)
}

/** Waits until what has been written lies on the disk, where the system can tell. */
export async function settleDisk(): Promise<void> {
  if (process.platform !== 'win32') await run('sync', [])
}

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PROJECT } from '../project.ts'
import { type PeerReport, peerReport } from './peerReport.ts'

const run = promisify(execFile)

/** Debian's Python, where its packages are: another one on the PATH has none of them. */
const PYTHON = '/usr/bin/python3'

/** Processes of their own run compiled code. */
const DUCKDB_PEER = join(PROJECT, 'dist', 'bench', 'data', 'duckdbPeer.js')
const PANDAS_PEER = join(PROJECT, 'bench', 'data', 'pandasPeer.py')

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
  return await report(process.execPath, [DUCKDB_PEER, ...given], options.signal)
}

/** Raw DuckDB's COPY of a local file. */
export async function duckdbCopy(file: string, options: PeerOptions): Promise<PeerReport> {
  const given = ['copy', file, options.folder]
  return await report(process.execPath, [DUCKDB_PEER, ...given], options.signal)
}

/** Why pandas cannot be measured here; undefined where it can. */
export async function pandasMissing(): Promise<string | undefined> {
  try {
    await run(PYTHON, ['-c', 'import pandas'])
    return undefined
  } catch {
    return `${PYTHON} has no pandas`
  }
}

/** pandas doing the work of a promotion on a local file, read whole. */
export async function pandas(file: string, options: PeerOptions): Promise<PeerReport> {
  return await report(PYTHON, [PANDAS_PEER, file, options.folder], options.signal)
}

/** Waits until what has been written lies on the disk, where the system can tell. */
export async function settleDisk(): Promise<void> {
  if (process.platform !== 'win32') await run('sync', [])
}

async function report(
  program: string,
  given: readonly string[],
  signal: AbortSignal,
): Promise<PeerReport> {
  const { stdout } = await run(program, given, { signal, maxBuffer: 1 << 24 })
  return peerReport.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''))
}

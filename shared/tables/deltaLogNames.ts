import type { LakePath } from '../storage/lake.ts'

/** The folder of a table's log, with a slash at its end. */
export function logFolder(table: LakePath): LakePath {
  return `${table}_delta_log/`
}

/** `<table>_delta_log/00000000000000000012.json` */
export function commitPath(table: LakePath, version: number): LakePath {
  return `${logFolder(table)}${digits(version)}.json`
}

/** `<table>_delta_log/00000000000000000010.checkpoint.parquet` */
export function checkpointPath(table: LakePath, version: number): LakePath {
  return `${logFolder(table)}${digits(version)}.checkpoint.parquet`
}

export function lastCheckpointPath(table: LakePath): LakePath {
  return `${logFolder(table)}_last_checkpoint`
}

function digits(version: number): string {
  return String(version).padStart(20, '0')
}

/** What a file of a log is by its name (PROTOCOL.md, "Checkpoint Naming Scheme"). */
export type LogFile =
  | { readonly kind: 'commit'; readonly version: number }
  /** One file of `parts`; a classic checkpoint is the only one of one. */
  | { readonly kind: 'checkpoint'; readonly version: number; readonly parts: number }
  /** Named by a UUID: only tables with the feature `v2Checkpoint` have one. */
  | { readonly kind: 'v2-checkpoint'; readonly version: number }

/** Undefined for what reading takes no notice of: checksums, compactions, hints, leftovers. */
export function parseLogName(name: string): LogFile | undefined {
  const [, digitsOfVersion, rest = ''] = /^(\d{20})\.(.+)$/.exec(name) ?? []
  if (digitsOfVersion === undefined) return undefined
  const version = Number(digitsOfVersion)
  if (rest === 'json') return { kind: 'commit', version }
  if (rest === 'checkpoint.parquet') return { kind: 'checkpoint', version, parts: 1 }
  const [, parts] = /^checkpoint\.\d{10}\.(\d{10})\.parquet$/.exec(rest) ?? []
  if (parts !== undefined) return { kind: 'checkpoint', version, parts: Number(parts) }
  const isV2 = /^checkpoint\.[0-9a-f-]{36}\.(json|parquet)$/i.test(rest)
  return isV2 ? { kind: 'v2-checkpoint', version } : undefined
}

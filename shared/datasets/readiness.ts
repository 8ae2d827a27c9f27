import { createHash } from 'node:crypto'
import {
  REQUIRED_TABLES,
  type SuccessManifest,
  TABLES,
  type TableName,
} from '../contracts/dataset.ts'
import type { Promotion, Refusal } from '../contracts/promotion.ts'

/**
 * Whether a dataset can be trained on.
 *
 * - `ready`: everything that `_SUCCESS` names is in silver (or refused, where it is optional)
 * - `settling`: what is required is in silver, and only time can tell whether more is to come
 * - `waiting`: a file is on its way, or a required table has not come yet
 * - `blocked`: a required table was refused and no earlier version of it is in silver, or `_SUCCESS` can't be read: only a
 *   corrected file helps
 */
export type Readiness =
  | { readonly state: 'ready' | 'settling'; readonly fingerprint: string; readonly message: string }
  | { readonly state: 'waiting' | 'blocked'; readonly message: string }

/**
 * @param promotions - the newest promotion of each table that ever arrived
 * @param manifest - what `_SUCCESS` says, or why it can't be read; undefined where there is none
 */
export function readinessOf(
  promotions: readonly Promotion[],
  manifest: SuccessManifest | Refusal | undefined,
): Readiness {
  // is everything that has come either in silver or refused?
  const underWay = promotions.filter(({ state }) => state === 'received')
  if (underWay.length > 0) {
    return { state: 'waiting', message: `being promoted: ${names(underWay.map(p => p.table))}` }
  }

  // is what is required there?
  const inSilver = new Set(promotions.filter(isInSilver).map(({ table }) => table))
  const refused = promotions.filter(p => REQUIRED_TABLES.includes(p.table) && !isInSilver(p))
  if (refused.length > 0) {
    const reasons = refused.map(({ table, reason }) => reason ?? table)
    return {
      state: 'blocked',
      message: `required, but refused, so drop a corrected file: ${names(reasons)}`,
    }
  }
  const missing = REQUIRED_TABLES.filter(table => !inSilver.has(table))
  if (missing.length > 0) {
    return { state: 'waiting', message: `required, and not there yet: ${names(missing)}` }
  }

  // is the dataset whole?
  const fingerprint = fingerprintOf(promotions)
  if (manifest === undefined) {
    return { state: 'settling', fingerprint, message: 'no _SUCCESS file: waiting for more tables' }
  }
  if ('reason' in manifest) return { state: 'blocked', message: manifest.reason }

  // a table's file may have been dropped again under its other name, or compressed: what counts is its table
  const came = new Map(promotions.map(promotion => [promotion.table, promotion]))
  const named = manifest.files.flatMap(({ name, bytes }) => {
    const table = tableOf(name)
    return table === undefined ? [] : [{ name, bytes, promotion: came.get(table) }]
  })
  const absent = named.filter(({ promotion }) => promotion === undefined)
  if (absent.length > 0) {
    return {
      state: 'waiting',
      message: `named by _SUCCESS, not there yet: ${names(absent.map(f => f.name))}`,
    }
  }
  const changed = named.filter(
    ({ name, bytes, promotion }) =>
      promotion !== undefined && (fileName(promotion.file) !== name || promotion.bytes !== bytes),
  )
  if (changed.length > 0) {
    return {
      state: 'settling',
      fingerprint,
      message: `not of the name and size that _SUCCESS says, so dropped before or after it: ${names(changed.map(f => f.name))}`,
    }
  }
  return { state: 'ready', fingerprint, message: `whole: ${inSilver.size} tables` }
}

/**
 * Names the distinct state of what is in silver: SHA-256 (first 16 hex digits) of table, content hash and contract
 * version, sorted. The same bytes, dropped again, compressed or in another order, have the same.
 */
export function fingerprintOf(promotions: readonly Promotion[]): string {
  const lines = promotions
    .filter(isInSilver)
    .map(
      ({ table, contentHash, contractVersion }) => `${table} ${contentHash} ${contractVersion}\n`,
    )
    .sort()
  return createHash('sha256').update(lines.join('')).digest('hex').slice(0, 16)
}

/** Some version of the table is in silver; a refused newer file does not take it away. */
export function isInSilver({ deltaVersion }: Promotion): boolean {
  return deltaVersion !== undefined
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Undefined where the name is no table's: `_SUCCESS` may name a licence or checksums, which are never waited for. */
function tableOf(name: string): TableName | undefined {
  const stem = /^(.+)\.csv(\.gz)?$/i.exec(name)?.[1]?.toUpperCase()
  return TABLES.find(table => table === stem)
}

function names(list: readonly string[]): string {
  return list.join(', ')
}

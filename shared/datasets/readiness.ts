import { createHash } from 'node:crypto'
import { REQUIRED_TABLES, type SuccessManifest, TABLES } from '../contracts/dataset.ts'
import type { Promotion } from '../contracts/promotion.ts'

/**
 * Whether a dataset can be trained on.
 *
 * - `ready`: everything that `_SUCCESS` names is in silver (or refused, where it is optional)
 * - `settling`: what is required is in silver, and only time can tell whether more is to come
 * - `waiting`: a file is on its way, or a required table has not come yet
 * - `blocked`: a required table was refused and no earlier version of it is in silver: only a corrected file helps
 */
export type Readiness =
  | { readonly state: 'ready' | 'settling'; readonly fingerprint: string; readonly message: string }
  | { readonly state: 'waiting' | 'blocked'; readonly message: string }

/**
 * @param promotions - the newest promotion of each table that ever arrived
 * @param manifest - what `_SUCCESS` says; undefined where there is none
 */
export function readinessOf(
  promotions: readonly Promotion[],
  manifest: SuccessManifest | undefined,
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
    const reasons = refused.map(({ table, reason }) => `${table} (${reason})`)
    return {
      state: 'blocked',
      message: `required, but refused: ${names(reasons)}; drop a corrected file`,
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
  const sizes = new Map(promotions.map(({ file, bytes }) => [fileName(file), bytes]))
  const absent = manifest.files.filter(({ name }) => isTableFile(name) && !sizes.has(name))
  if (absent.length > 0) {
    return {
      state: 'waiting',
      message: `named by _SUCCESS, not there yet: ${names(absent.map(f => f.name))}`,
    }
  }
  const changed = manifest.files.filter(
    ({ name, bytes }) => isTableFile(name) && sizes.get(name) !== bytes,
  )
  if (changed.length > 0) {
    return {
      state: 'settling',
      fingerprint,
      message: `not of the size that _SUCCESS says, so dropped before or after it: ${names(changed.map(f => f.name))}`,
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

/** `_SUCCESS` may name files that are no tables (a licence, checksums): they are never waited for. */
function isTableFile(name: string): boolean {
  const table = name.toUpperCase().replace(/\.CSV(\.GZ)?$/, '')
  return TABLES.some(known => known === table) && /\.csv(\.gz)?$/i.test(name)
}

function names(list: readonly string[]): string {
  return list.join(', ')
}

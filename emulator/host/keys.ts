import { randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { HostRequest } from '../http.ts'
import type { AuthLevel } from './routeTable.ts'

const hostKeys = z.object({
  /** Opens everything. */
  master: z.string().min(1),
  /** Open every function of level `function`. */
  functionKeys: z.record(z.string(), z.string().min(1)),
  /** Open the webhook of one extension. */
  systemKeys: z.record(z.string(), z.string().min(1)),
})

export type HostKeys = z.infer<typeof hostKeys>

/** The keys of this state folder, made at the first call, readable by their owner only. */
export async function loadKeys(stateFolder: string): Promise<HostKeys> {
  const file = path.join(stateFolder, 'keys.json')
  try {
    return hostKeys.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw new Error(`${file} does not hold the host's keys; delete it to get new ones.`, {
        cause: error,
      })
    }
  }
  const keys: HostKeys = {
    master: newKey(),
    functionKeys: { default: newKey() },
    systemKeys: { durabletask_extension: newKey(), eventgrid_extension: newKey() },
  }
  await mkdir(stateFolder, { recursive: true })
  await writeFile(`${file}~`, JSON.stringify(keys, undefined, 2), { mode: 0o600 })
  await rename(`${file}~`, file)
  return keys
}

/** Decides who may call what; where `keys` is undefined everybody may, as `func start` has it on loopback. */
export function authoriser(keys: HostKeys | undefined): {
  mayCall(request: HostRequest, level: AuthLevel): boolean
  /** @param extension - `durabletask_extension` or `eventgrid_extension` */
  mayUseWebhook(request: HostRequest, extension: string): boolean
} {
  if (keys === undefined) return { mayCall: () => true, mayUseWebhook: () => true }
  return {
    mayCall(request, level) {
      if (level === 'anonymous') return true
      const accepted = level === 'admin' ? [] : Object.values(keys.functionKeys)
      return isOneOf(keyOf(request), [keys.master, ...accepted])
    },
    mayUseWebhook(request, extension) {
      const key = keys.systemKeys[extension]
      return isOneOf(keyOf(request), key === undefined ? [keys.master] : [keys.master, key])
    },
  }
}

function keyOf(request: HostRequest): string | undefined {
  return request.headers['x-functions-key'] ?? request.url.searchParams.get('code') ?? undefined
}

function isOneOf(given: string | undefined, accepted: readonly string[]): boolean {
  if (given === undefined) return false
  const bytes = Buffer.from(given)
  return accepted.some(key => {
    const other = Buffer.from(key)
    return other.length === bytes.length && timingSafeEqual(other, bytes)
  })
}

function newKey(): string {
  return randomBytes(40).toString('base64url')
}

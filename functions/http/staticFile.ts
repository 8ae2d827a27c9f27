import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

export interface StaticFile {
  readonly bytes: Uint8Array
  readonly contentType: string
  /** Quoted, as HTTP wants it. */
  readonly etag: string
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
}

/**
 * A file of a folder, by its path within; undefined where there is none. No path leads out of the folder: each step must
 * be a plain name that begins with no dot.
 */
export async function staticFile(folder: string, path: string): Promise<StaticFile | undefined> {
  const contentType = CONTENT_TYPES[extname(path)]
  const steps = path.split('/')
  if (contentType === undefined || !steps.every(step => /^[\w-][\w.-]*$/.test(step))) {
    return undefined
  }
  try {
    const bytes = await readFile(join(folder, steps.join(sep)))
    const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
    return { bytes, contentType, etag: `"${hash}"` }
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

function isAbsent(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR'
}

import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** The process that a folder belongs to stands in its name. */
const FOLDER_NAME = /^icu-mortality-(\d+)-/

const swept = new Map<string, Promise<void>>()

/**
 * Gives `work` an empty folder below `parent`, which is made where it is missing, and deletes it afterwards, whatever
 * happened. What processes of this machine that were killed have left below `parent` is deleted, too, when the first
 * folder of this process is made there: it may hold rows of patients.
 */
export async function withTemporaryFolder<T>(
  parent: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const sweeping = swept.get(parent) ?? deleteAbandoned(parent)
  swept.set(parent, sweeping)
  await sweeping

  const folder = await mkdtemp(join(parent, `icu-mortality-${process.pid}-`))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function deleteAbandoned(parent: string): Promise<void> {
  await mkdir(parent, { recursive: true })
  const abandoned = (await readdir(parent)).filter(name => {
    const [, owner] = FOLDER_NAME.exec(name) ?? []
    return owner !== undefined && !isRunning(Number(owner))
  })
  // what another user's process has left cannot be deleted, and is not ours to
  await Promise.allSettled(
    abandoned.map(async name => rm(join(parent, name), { recursive: true, force: true })),
  )
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0) // sends nothing
    return true
  } catch (error) {
    // a process of another user is not ours to signal, but it runs
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

import { appendFileSync } from 'node:fs'
import { mkdir, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

export interface StateLock {
  /** Has the folder count as in use while this child process lives, also when this one is dead. */
  addChild(pid: number): void
  release(): Promise<void>
}

/** Ms that the children of a process that was killed may take to end: they save what they have in hand. */
const CHILDREN_TIMEOUT = 15_000
const POLL = 50

/**
 * Takes a state folder for this process and its children: two systems on one folder would overwrite each other's files.
 * The lock of a process that is dead, killed say, is taken over once its children are gone too.
 *
 * @throws where a living process has it, or a child of a dead one does not end
 */
export async function lockStateFolder(stateFolder: string): Promise<StateLock> {
  await mkdir(stateFolder, { recursive: true })
  const file = path.join(stateFolder, 'lock')
  for (;;) {
    try {
      const handle = await open(file, 'wx')
      await handle.write(`${process.pid}\n`)
      await handle.close()
      return {
        addChild: pid => appendFileSync(file, `${pid}\n`),
        release: async () => await rm(file, { force: true }),
      }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const text = await readFile(file, 'utf8').catch(() => '')
    const [holder = 0, ...children] = text.split('\n').map(Number)
    if (await isNodeProcess(holder)) throw inUse(stateFolder, holder)
    const deadline = Date.now() + CHILDREN_TIMEOUT
    for (const child of children) {
      while (await isNodeProcess(child)) {
        if (Date.now() > deadline) throw inUse(stateFolder, child)
        await wait(POLL)
      }
    }
    await rm(file, { force: true })
  }
}

function inUse(stateFolder: string, pid: number): Error {
  return new Error(
    `${stateFolder} is in use by process ${pid}: stop that first, or choose another folder with --state.`,
  )
}

/** False also where the number has gone on to some other program (as far as the system tells). */
async function isNodeProcess(pid: number): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'node')
  return command.includes('node')
}

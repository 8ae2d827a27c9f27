import { appendFileSync, readFileSync } from 'node:fs'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
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
  while (!(await create(file))) {
    const text = await textOf(file)
    if (text === undefined) continue
    const [holder = '', ...children] = text.split('\n')
    if (runs(holder)) throw inUse(file, holder)
    const deadline = Date.now() + CHILDREN_TIMEOUT
    for (const child of children) {
      while (runs(child)) {
        if (Date.now() > deadline) throw inUse(file, child)
        await wait(POLL)
      }
    }
    await removeStale(file, text)
  }
  return {
    addChild: pid => appendFileSync(file, `${identityOf(pid)}\n`),
    release: async () => await rm(file, { force: true }),
  }
}

/** Whole, with this process in it, or not at all where there is one already: nobody ever reads half of it. */
async function create(file: string): Promise<boolean> {
  const own = `${file}.${process.pid}`
  await writeFile(own, `${identityOf(process.pid)}\n`)
  try {
    await link(own, file)
    return true
  } catch (error) {
    if (isError(error, 'EEXIST')) return false
    throw error
  } finally {
    await rm(own, { force: true })
  }
}

/**
 * Removes the lock of a dead process, unless it is another's by now. Only who has the lock on removing does this, so that
 * nothing comes between looking and removing; a lock on removing that its holder left by dying is removed likewise.
 * Having returned it may not have been this one's turn: the caller looks again.
 */
async function removeStale(file: string, text: string): Promise<void> {
  const turn = `${file}.removal`
  if (await create(turn)) {
    try {
      if ((await textOf(file)) === text) await rm(file, { force: true })
    } finally {
      await rm(turn, { force: true })
    }
    return
  }
  const other = await textOf(turn)
  if (other === undefined) return
  if (runs(other.trim())) await wait(POLL)
  else await removeStale(turn, other)
}

/** Undefined where the file is gone. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (isError(error, 'ENOENT')) return undefined
    throw error
  }
}

function isError(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

function inUse(file: string, identity: string): Error {
  const pid = identity.split(' ')[0] ?? ''
  return new Error(
    `${path.dirname(file)} is in use by process ${pid}: stop that first, or choose another folder with --state. ` +
      `If process ${pid} is something else, delete ${file}.`,
  )
}

/** A line of the lock: the process id and, where the system tells, when that process began. */
function identityOf(pid: number): string {
  return `${pid} ${statusOf(pid)?.began ?? ''}`.trim()
}

/**
 * False also where the number has gone on to some other process, and for one that has ended and that nobody waits for (in a
 * container, where the first process is no init), as far as the system tells.
 */
function runs(identity: string): boolean {
  const [pid = '', began] = identity.split(' ')
  if (!/^[1-9]\d*$/.test(pid)) return false
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    if (!isError(error, 'EPERM')) return false
  }
  const status = statusOf(Number(pid))
  if (status?.state === 'Z') return false
  return began === undefined || began === status?.began
}

/**
 * State of a process, `Z` where it has ended, and when it began, in the kernel's count since the machine started; undefined
 * where that is not to be had (Linux has it).
 */
function statusOf(
  pid: number,
): { readonly state: string | undefined; readonly began: string | undefined } | undefined {
  try {
    // the command, in brackets, may hold anything; behind it come the state and, as the 20th field, the start
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return { state: fields[0], began: fields[19] }
  } catch {
    return undefined
  }
}

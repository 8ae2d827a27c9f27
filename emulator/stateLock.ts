import { mkdir, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'

/**
 * Takes a state folder for this process: two systems on one folder would overwrite each other's files. The lock of a
 * process that is dead, killed say, is taken over.
 *
 * @returns gives the folder back
 * @throws where a living process has it
 */
export async function lockStateFolder(stateFolder: string): Promise<() => Promise<void>> {
  await mkdir(stateFolder, { recursive: true })
  const file = path.join(stateFolder, 'lock')
  for (;;) {
    try {
      const handle = await open(file, 'wx')
      await handle.write(String(process.pid))
      await handle.close()
      return async () => await rm(file, { force: true })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const holder = Number(await readFile(file, 'utf8').catch(() => ''))
    if (await isNodeProcess(holder)) {
      throw new Error(
        `${stateFolder} is in use by process ${holder}: stop that first, or choose another folder with --state.`,
      )
    }
    await rm(file, { force: true })
  }
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

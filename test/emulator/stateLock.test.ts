import { execFileSync, spawn } from 'node:child_process'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { lockStateFolder } from '../../emulator/stateLock.ts'
import { DIST, killed, temporaryFolder } from './childProcess.ts'

describe('the lock of a state folder', () => {
  it('is had by one at a time', async () => {
    const folder = await temporaryFolder()
    const lock = await lockStateFolder(folder)
    await expect(lockStateFolder(folder)).rejects.toThrow(`in use by process ${process.pid}`)
    await lock.release()
    await (await lockStateFolder(folder)).release()
  })

  it('is taken over from a dead process when its last child has ended', async () => {
    const folder = await temporaryFolder()
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    onTestFinished(async () => await killed(child))
    const holder = `
      import { lockStateFolder } from ${JSON.stringify(pathToFileURL(path.join(DIST, 'stateLock.js')).href)}
      const lock = await lockStateFolder(${JSON.stringify(folder)})
      lock.addChild(${child.pid})
      process.kill(process.pid, 'SIGKILL')
    `
    expect(() => execFileSync(process.execPath, ['--input-type=module', '-e', holder])).toThrow(
      'Command failed',
    )

    const taken = lockStateFolder(folder).then(() => 'taken')
    const pause = new Promise(resolve => setTimeout(resolve, 500, 'waits'))
    expect(await Promise.race([taken, pause])).toBe('waits')
    await killed(child)
    expect(await taken).toBe('taken')
  })
})

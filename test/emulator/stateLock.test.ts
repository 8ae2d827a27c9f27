import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { lockStateFolder } from '../../emulator/stateLock.ts'
import { DIST, eventually, isAlive, killed, temporaryFolder } from './childProcess.ts'

const someProcess = (): ChildProcess => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  onTestFinished(async () => await killed(child))
  return child
}

it('refuses a folder in use, and names the process and the file', async () => {
  const folder = await temporaryFolder()
  const lock = await lockStateFolder(folder)
  const refused = lockStateFolder(folder)
  await expect(refused).rejects.toThrow(`in use by process ${process.pid}`)
  await expect(refused).rejects.toThrow(`delete ${path.join(folder, 'lock')}`)
  await lock.release()
  await (await lockStateFolder(folder)).release()
  expect(await readdir(folder)).toEqual([])
})

it('takes over the lock of a process that is dead', async () => {
  const folder = await temporaryFolder()
  const child = someProcess()
  await writeFile(path.join(folder, 'lock'), `${child.pid}\n`)
  await expect(lockStateFolder(folder)).rejects.toThrow(`process ${child.pid}`)
  await killed(child)
  await lockStateFolder(folder)
  expect(await readFile(path.join(folder, 'lock'), 'utf8')).toMatch(`${process.pid}`)
})

// the kernel says when a process began
it.skipIf(!existsSync('/proc/self/stat'))(
  'takes over a lock whose number has gone on to another process',
  async () => {
    const folder = await temporaryFolder()
    const { pid } = someProcess()
    await writeFile(path.join(folder, 'lock'), `${pid} 1\n`)
    await lockStateFolder(folder)
    expect(await readFile(path.join(folder, 'lock'), 'utf8')).toMatch(`${process.pid}`)
  },
)

it.skipIf(!existsSync('/proc/self/stat'))(
  'takes over from a process that has ended and that its parent does not wait for',
  async () => {
    const folder = await temporaryFolder()
    // what the shell becomes knows nothing of the child that the shell had
    const parent = spawn('/bin/sh', ['-c', 'sleep 0.5 & echo $!; exec sleep 1000'])
    onTestFinished(async () => await killed(parent))
    const [line] = await once(parent.stdout, 'data')
    const pid = Number(String(line))
    await eventually(() => (isAlive(pid) ? undefined : 'ended'))
    process.kill(pid, 0) // its number is still its own
    await writeFile(path.join(folder, 'lock'), `${pid}\n`)
    await lockStateFolder(folder)
    expect(await readFile(path.join(folder, 'lock'), 'utf8')).toMatch(`${process.pid}`)
  },
)

it('takes over from a dead process only when its last child has ended', async () => {
  const folder = await temporaryFolder()
  const child = someProcess()
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

it.each([
  ['the first time', []],
  ['where one died at it', ['lock.removal']],
  ['where two died at it', ['lock.removal', 'lock.removal.removal']],
])('lets one of many take over a stale lock at the same moment, %s', async (_, leftBehind) => {
  const folder = await temporaryFolder()
  for (const name of ['lock', ...leftBehind])
    await writeFile(path.join(folder, name), '999999999\n')
  const source = `
    import { lockStateFolder } from ${JSON.stringify(pathToFileURL(path.join(DIST, 'stateLock.js')).href)}
    setInterval(() => {}, 1000)
    const now = new Promise(resolve => process.once('message', resolve))
    process.send('here')
    await now
    await lockStateFolder(${JSON.stringify(folder)}).then(
      () => process.send('taken'),
      () => process.send('refused'),
    )
  `
  const many = Array.from({ length: 6 }, () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    onTestFinished(async () => await killed(child))
    return child
  })
  await Promise.all(many.map(async child => await once(child, 'message')))
  for (const child of many) child.send('now')
  const answers = await Promise.all(many.map(async child => (await once(child, 'message'))[0]))
  expect(answers.filter(answer => answer === 'taken')).toHaveLength(1)
  expect(await readdir(folder)).toEqual(['lock'])
})

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { freePorts } from '../support/freePorts.ts'
import { DIST, eventually, isAlive, killed, temporaryFolder } from './childProcess.ts'

const APP = path.join(import.meta.dirname, 'host', 'fixtureApp')

interface Family {
  readonly parent: ChildProcess
  readonly host: number
  readonly url: string
}

/** A host whose parent, which reads its lines, can be killed. */
async function startFamily(stdio: readonly string[]): Promise<Family> {
  const [port = 0] = await freePorts(1)
  const flags = ['--app', APP, '--port', String(port), '--state', await temporaryFolder()]
  const source = `
    const { spawn } = require('node:child_process')
    const options = { stdio: ${JSON.stringify(stdio)}, detached: true }
    const host = spawn(process.execPath, ${JSON.stringify([path.join(DIST, 'host/main.js'), ...flags])}, options)
    host.stdout.resume()
    host.stderr.resume()
    process.send(host.pid)
  `
  const parent = spawn(process.execPath, ['-e', source], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  onTestFinished(async () => await killed(parent))
  const host = await new Promise<number>(resolve => {
    parent.once('message', resolve)
  })
  onTestFinished(() => {
    if (isAlive(host)) process.kill(host, 'SIGKILL')
  })
  return { parent, host, url: `http://127.0.0.1:${port}` }
}

const family = ['ignore', 'pipe', 'pipe', 'ipc']

it.each([0, 100, 300, 600])(
  'a host ends whose parent is killed %i ms after starting it',
  async delay => {
    const { parent, host } = await startFamily(family)
    await new Promise(resolve => setTimeout(resolve, delay))
    await killed(parent)
    expect(await eventually(() => (isAlive(host) ? undefined : 'gone'))).toBe('gone')
  },
)

it('a host ends whose parent is killed while a function computes for ever', async () => {
  const { parent, host, url } = await startFamily(family)
  await answering(url)
  const spinning = fetch(`${url}/api/spin`).catch(() => {})
  await eventually(async () => ((await isSilent(url)) ? true : undefined))
  await killed(parent)
  expect(await eventually(() => (isAlive(host) ? undefined : 'gone'))).toBe('gone')
  await spinning
})

// what the kernel says of a process stands there
it.skipIf(!existsSync('/proc/self/stat'))(
  'a host that was started by hand works on, and rests, when nobody reads its lines any more',
  async () => {
    const { parent, host, url } = await startFamily(['ignore', 'pipe', 'pipe'])
    await answering(url)
    await killed(parent)
    expect((await fetch(`${url}/api/hello`)).status).toBe(200)

    const before = cpuSeconds(host)
    await new Promise(resolve => setTimeout(resolve, 2000))
    expect(cpuSeconds(host) - before).toBeLessThan(1)
    expect((await fetch(`${url}/api/hello`)).status).toBe(200)
  },
)

async function answering(url: string): Promise<void> {
  await eventually(async () => {
    const answer = await fetch(`${url}/api/hello`).catch(() => undefined)
    return answer?.ok === true ? true : undefined
  })
}

async function isSilent(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(300)
  return await fetch(`${url}/api/hello`, { signal }).then(
    () => false,
    () => true,
  )
}

/** User and system time of a process so far; the kernel counts it in hundredths. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  const [utime, stime] = [fields[11], fields[12]].map(Number)
  return ((utime ?? 0) + (stime ?? 0)) / 100
}

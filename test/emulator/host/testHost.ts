import type { ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { eventually, killed, ready, spawnChild } from '../childProcess.ts'

const APP = path.join(import.meta.dirname, 'fixtureApp')
export const BODY_LIMIT = 4 * 1024 * 1024

export interface TestHost {
  readonly url: string
  readonly record: string
  readonly stateFolder: string
  readonly lines: string[]
  readonly child: ChildProcess
}

/** A host of the fixture app on whatever port is free and with a state folder of its own. */
export async function startHost(flags: readonly string[]): Promise<TestHost> {
  const stateFolder = await mkdtemp(path.join(tmpdir(), 'emulator-host-'))
  const record = path.join(stateFolder, 'record')
  const child = spawnChild(
    'host/main.js',
    ['--app', APP, '--port', '0', '--state', stateFolder, ...flags],
    { FIXTURE_RECORD: record, FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: String(BODY_LIMIT) },
  )
  const lines: string[] = []
  child.stdout?.on('data', (text: Buffer) => lines.push(text.toString()))
  await ready(child)
  const url = await eventually(() => /listens on (http\S+)/.exec(lines.join(''))?.[1])
  return { url, record, stateFolder, lines, child }
}

export async function ask(host: TestHost, pathAndQuery: string, init?: RequestInit) {
  const answer = await fetch(host.url + pathAndQuery, init)
  return { status: answer.status, headers: answer.headers, body: await answer.text() }
}

/** What the fixture app's functions said ran. */
export async function recorded(host: TestHost, what: string): Promise<unknown[]> {
  const lines = (await readFile(host.record, 'utf8').catch(() => '')).split('\n')
  return lines
    .filter(line => line !== '')
    .map((line): { what: string; value: unknown } => JSON.parse(line))
    .filter(entry => entry.what === what)
    .map(({ value }) => value)
}

export async function endHost(host: TestHost): Promise<void> {
  await killed(host.child)
  await rm(host.stateFolder, { recursive: true, force: true })
}

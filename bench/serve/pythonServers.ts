import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { missingModules, PYTHON } from '../peerProcess.ts'
import { PROJECT } from '../project.ts'

const PEERS = join(PROJECT, 'bench', 'serve')

/** A server of Python that answers `POST /predict`. */
export interface PythonServer {
  readonly name: string
  readonly url: string
  /** Those that answer. */
  pids(): readonly number[]
  stop(): Promise<void>
}

interface Recipe {
  readonly name: string
  readonly modules: readonly string[]
  readonly arguments: (port: number) => readonly string[]
}

const XGBOOST = ['numpy', 'xgboost']

/** One process each, with connections kept open, as ours. */
export const PYTHON_PEERS = {
  fastApi: {
    name: 'FastAPI + uvicorn + XGBoost',
    modules: ['fastapi', 'uvicorn', ...XGBOOST],
    arguments: port => [
      '-m',
      'uvicorn',
      'fastApiPeer:app',
      '--app-dir',
      PEERS,
      '--port',
      String(port),
      '--log-level',
      'error',
      '--no-access-log',
    ],
  },
  flask: {
    name: 'Flask + gunicorn + XGBoost',
    modules: ['flask', 'gunicorn', ...XGBOOST],
    arguments: port => [
      '-m',
      'gunicorn',
      'flaskPeer:app',
      '--chdir',
      PEERS,
      '--bind',
      `127.0.0.1:${port}`,
      '--workers',
      '1',
      '--threads',
      '8',
      '--log-level',
      'error',
    ],
  },
} as const satisfies Record<string, Recipe>

/** Python takes some seconds to import all that. */
const START_MILLISECONDS = 60_000

/** Why a peer cannot be measured here; undefined where it can. */
export async function missingOf({ modules }: Recipe): Promise<string | undefined> {
  return await missingModules(modules)
}

/** Starts a peer on the model in `folder`, and waits until it answers. */
export async function startPythonServer(
  { name, arguments: given }: Recipe,
  { folder, port, signal }: { readonly folder: string; port: number; signal: AbortSignal },
): Promise<PythonServer> {
  const child = spawn(PYTHON, ['-B', ...given(port)], {
    cwd: folder,
    env: { ...process.env, PYTHONPATH: PEERS, SERVE_MODEL: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaint = ''
  child.stderr.on('data', (text: Buffer) => {
    complaint = `${complaint}${text.toString()}`.slice(-2000)
  })
  const url = `http://127.0.0.1:${port}/predict`
  try {
    await answering(url, child, signal)
  } catch (cause) {
    await ended(child)
    throw new Error(`${name} did not start: ${complaint}`, { cause })
  }
  return {
    name,
    url,
    pids: () => (child.pid === undefined ? [] : [child.pid, ...childrenOf(child.pid)]),
    stop: async () => await ended(child),
  }
}

async function answering(url: string, child: ChildProcess, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + START_MILLISECONDS
  for (;;) {
    try {
      // whatever it says of it
      await fetch(url, { method: 'POST', body: '{}', signal })
      return
    } catch (error) {
      signal.throwIfAborted()
      if (child.exitCode !== null || Date.now() > deadline) throw error
    }
    await wait(200, undefined, { signal })
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise(resolve => {
    child.once('exit', resolve)
  })
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 5000)
  await exited
  clearTimeout(late)
}

/** gunicorn answers in a process of its own; without /proc none is found. */
function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap(thread =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
        .split(' ')
        .filter(text => text !== '')
        .map(Number),
    )
  } catch {
    return []
  }
}

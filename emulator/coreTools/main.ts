/**
 * Core Tools' host as a child like ours: `node dist/emulator/coreTools/main.js --func FILE --port 7071`
 *
 * `func` knows nothing of our IPC channel: this process runs it, says `ready` once the host answers, and takes it along
 * when it ends itself or when its parent is gone.
 */
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { endWhenAsked, tellParent } from '../childProcess.ts'

const { values: flags } = parseArgs({
  options: {
    func: { type: 'string', default: 'func' },
    port: { type: 'string', default: '7071' },
  },
})

/** Ms between two questions whether the host is up; between SIGTERM and SIGKILL. */
const READY_INTERVAL = 250
const STOP_TIMEOUT = 5000

const endBy = endWhenAsked()
const func = spawn(flags.func, ['start', '--port', flags.port], {
  stdio: ['ignore', 'inherit', 'inherit'],
  shell: flags.func.endsWith('.cmd'),
})
func.once('error', error => {
  console.error(`${flags.func} could not be started: ${error.message}`)
  process.exit(1)
})
func.once('exit', code => process.exit(code ?? 1))

endBy(async () => {
  func.kill('SIGTERM')
  await sleep(STOP_TIMEOUT)
  func.kill('SIGKILL')
})

while (!(await answers())) await sleep(READY_INTERVAL)
tellParent('ready')

async function answers(): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${flags.port}/admin/host/status`)
    const body: unknown = await answer.json()
    return typeof body === 'object' && body !== null && Reflect.get(body, 'state') === 'Running'
  } catch {
    return false
  }
}

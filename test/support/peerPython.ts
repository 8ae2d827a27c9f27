import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Debian's Python, where its packages are: another one on the PATH has none of them. */
const PYTHON = '/usr/bin/python3'

/** Whether Python can import a module; says on the console what is skipped where it cannot. */
export function hasPythonModule(module: string, skipped: string): boolean {
  const found = spawnSync(PYTHON, ['-c', `import ${module}`]).status === 0
  if (!found) console.log(`${skipped}: no live comparison, ${PYTHON} has no ${module}`)
  return found
}

/** What the `make.py` of a folder below test/golden makes of other inputs than its own. */
export function askPeer(golden: string, inputs: unknown): unknown {
  const script = join(import.meta.dirname, '..', 'golden', golden, 'make.py')
  const run = spawnSync(PYTHON, [script, '-'], {
    input: JSON.stringify(inputs),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (run.status !== 0) throw new Error(`${script} failed:\n${run.stderr}`)
  return JSON.parse(run.stdout)
}

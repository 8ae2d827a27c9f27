import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { z } from 'zod'
import { PROJECT } from './project.ts'

const run = promisify(execFile)

/** Debian's Python, where its packages are: another one on the PATH has none of them. */
export const PYTHON = '/usr/bin/python3'

/** A process that measures prints a lot at most where a library complains. */
const MOST_OUTPUT = 1 << 24

/** Why Python cannot be measured here; undefined where it has all these modules. */
export async function missingModules(modules: readonly string[]): Promise<string | undefined> {
  try {
    await run(PYTHON, ['-c', `import ${modules.join(', ')}`])
    return undefined
  } catch {
    return `${PYTHON} lacks one of ${modules.join(', ')}`
  }
}

/** Runs a script, named from this folder on, by Python; what it prints as its last line. */
export async function runPython<T>(
  script: string,
  given: readonly string[],
  report: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  // scripts import others of their folder: Python would leave what it compiled there
  return await lastLine(PYTHON, ['-B', join(PROJECT, 'bench', script), ...given], report, signal)
}

/** What is known of a process that did not end within its time. */
export interface Stopped {
  readonly stoppedAfter: number
}

export function isStopped(result: object): result is Stopped {
  return 'stoppedAfter' in result
}

/** As `runPython`; a script that has not ended after so many seconds is killed. */
export async function runPythonWithin<T>(
  seconds: number,
  script: string,
  given: readonly string[],
  report: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T | Stopped> {
  const limit = AbortSignal.timeout(1000 * seconds)
  try {
    return await runPython(script, given, report, AbortSignal.any([signal, limit]))
  } catch (error) {
    if (!limit.aborted || signal.aborted) throw error
    return { stoppedAfter: seconds }
  }
}

/** Runs a compiled file, named from this folder on, in a Node of its own; what it prints as its last line. */
export async function runNode<T>(
  script: string,
  given: readonly string[],
  report: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  const file = join(PROJECT, 'dist', 'bench', script)
  return await lastLine(process.execPath, [file, ...given], report, signal)
}

async function lastLine<T>(
  program: string,
  given: readonly string[],
  report: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  const { stdout } = await run(program, given, {
    signal,
    // a library's threads need not look whether they are to end
    killSignal: 'SIGKILL',
    maxBuffer: MOST_OUTPUT,
  })
  return report.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''))
}

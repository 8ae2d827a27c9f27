import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { z } from 'zod'
import { PROJECT } from '../project.ts'

export const coldStart = z.object({
  importMilliseconds: z.number(),
  /** From the import to the first answer. */
  milliseconds: z.number(),
  /** Of the answer. */
  status: z.number(),
  loadsDuckdb: z.boolean(),
})
export type ColdStart = z.infer<typeof coldStart>

/** The first prediction of a Node that begins with it. @throws where it is no success */
export async function measureColdStart(
  modelFile: string,
  version: string,
  body: string,
  signal: AbortSignal,
): Promise<ColdStart> {
  const script = join(PROJECT, 'dist', 'bench', 'serve', 'coldStartProcess.js')
  const printed = await new Promise<string>((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [script, modelFile, version],
      { signal },
      (error, stdout) => {
        if (error === null) resolve(stdout)
        else reject(error)
      },
    )
    child.stdin?.end(body)
  })
  const report = coldStart.parse(JSON.parse(printed.trim().split('\n').at(-1) ?? ''))
  if (report.status !== 200) throw new Error(`the first prediction was answered ${report.status}`)
  return report
}

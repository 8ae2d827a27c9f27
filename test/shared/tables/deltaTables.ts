import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import type { Lake } from '../../../shared/storage/lake.ts'
import { readDelta } from '../../../shared/tables/delta.ts'
import type { DeltaCommit } from '../../../shared/tables/deltaCommit.ts'
import { commitPath } from '../../../shared/tables/deltaLogNames.ts'
import { deltaSchemaOf } from '../../../shared/tables/deltaSchema.ts'

export const TABLE = 'silver/demo/services/'
export const SCHEMA = deltaSchemaOf(contractOf('SERVICES'))
export const TIMESTAMP = 1_700_000_000_000

let works = 0

/** A commit of files that nobody looks into, as the work of an application of its own. */
export function write(mode: 'append' | 'overwrite', ...paths: string[]): DeltaCommit {
  return {
    mode,
    schema: SCHEMA,
    files: paths.map(path => ({ path, bytes: 100, rows: 1 })),
    application: { id: `work-${works++}`, version: 1 },
    timestamp: TIMESTAMP,
  }
}

export async function pathsOf(lake: Lake, version?: number): Promise<string[]> {
  return (await readDelta(lake, TABLE, version)).files.map(({ path }) => path)
}

/** A commit file's text. */
export function commitOf(...actions: object[]): string {
  return actions.map(action => `${JSON.stringify(action)}\n`).join('')
}

export async function linesOf(lake: Lake, version: number): Promise<Record<string, unknown>[]> {
  const text = new TextDecoder().decode(await lake.read(commitPath(TABLE, version)))
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
}

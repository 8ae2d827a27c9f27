import { z } from 'zod'

/** The actions of Delta's log that a reader of version 1 must know (PROTOCOL.md, "Actions"); others are passed over. */

const add = z.object({
  path: z.string(),
  partitionValues: z.record(z.string(), z.string().nullable()),
  size: z.int().nonnegative(),
  stats: z.string().optional(),
})

const action = z.object({
  protocol: z
    .object({
      minReaderVersion: z.int(),
      minWriterVersion: z.int(),
      readerFeatures: z.array(z.string()).optional(),
      writerFeatures: z.array(z.string()).optional(),
    })
    .optional(),
  metaData: z
    .object({
      id: z.string(),
      format: z.object({ provider: z.string() }),
      schemaString: z.string(),
      partitionColumns: z.array(z.string()),
      configuration: z.record(z.string(), z.string()).default({}),
      createdTime: z.number().optional(),
    })
    .optional(),
  add: add.optional(),
  remove: z.object({ path: z.string() }).optional(),
  txn: z.object({ appId: z.string(), version: z.number() }).optional(),
})

export type DeltaAction = z.infer<typeof action>
export type DeltaProtocol = NonNullable<DeltaAction['protocol']>
export type DeltaMetadata = NonNullable<DeltaAction['metaData']>
export type DeltaAdd = NonNullable<DeltaAction['add']>

/**
 * The actions of one commit file.
 *
 * @throws with the file's name and the line that is no action
 */
export function parseActions(file: string, text: string): DeltaAction[] {
  return text
    .split('\n')
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '')
    .map(({ line, number }) => parseAction(file, line, number))
}

function parseAction(file: string, line: string, number: number): DeltaAction {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    throw new Error(`${file}: line ${number} is no JSON: the log is damaged`)
  }
  const parsed = action.safeParse(json)
  if (parsed.success) return parsed.data
  throw new Error(`${file}: line ${number} is no Delta action: ${z.prettifyError(parsed.error)}`)
}

const stats = z.object({
  numRecords: z.int().nonnegative().optional(),
  nullCount: z.record(z.string(), z.unknown()).optional(),
  minValues: z.record(z.string(), z.unknown()).optional(),
  maxValues: z.record(z.string(), z.unknown()).optional(),
})
export type DeltaStatistics = z.infer<typeof stats>

/** The statistics of an `add`, if it has any that can be read: they are only ever a help. */
export function parseStatistics(text: string | undefined): DeltaStatistics {
  if (text === undefined) return {}
  try {
    return stats.safeParse(JSON.parse(text)).data ?? {}
  } catch {
    return {}
  }
}

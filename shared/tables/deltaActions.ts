import { z } from 'zod'

/**
 * The actions of Delta's log (PROTOCOL.md, "Actions") as far as reading rows and writing silver and gold takes them.
 * Actions and fields that are not named here are passed over: whatever a reader must know is a feature of the
 * protocol action. Writers leave out what a checkpoint's columns, and some commits, hold as null.
 */

const path = z.string().min(1)
const partitionValues = z.record(z.string(), z.string().nullable())
const text = z.string()
const whole = z.int()

function maybe<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform(value => value ?? undefined)
}

/** Only whether there is one matters: rows deleted by a vector are not read here. */
const deletionVector = maybe(z.looseObject({}))

const add = z.object({
  path,
  partitionValues: partitionValues.nullish().transform(values => values ?? {}),
  size: whole.nonnegative(),
  modificationTime: maybe(z.number()),
  stats: maybe(text),
  tags: maybe(z.record(z.string(), z.string().nullable())),
  deletionVector,
})

const remove = z.object({
  path,
  deletionTimestamp: maybe(z.number()),
  extendedFileMetadata: maybe(z.boolean()),
  partitionValues: maybe(partitionValues),
  size: maybe(whole),
  deletionVector,
})

const protocol = z.object({
  minReaderVersion: whole,
  minWriterVersion: whole,
  readerFeatures: maybe(z.array(text)),
  writerFeatures: maybe(z.array(text)),
})

const metaData = z.object({
  id: text,
  name: maybe(text),
  description: maybe(text),
  format: z.object({
    provider: text,
    options: maybe(z.record(z.string(), z.string().nullable())),
  }),
  schemaString: text,
  partitionColumns: z.array(text),
  configuration: z
    .record(z.string(), z.string().nullable())
    .nullish()
    .transform(value => value ?? {}),
  createdTime: maybe(z.number()),
})

const action = z.object({
  protocol: maybe(protocol),
  metaData: maybe(metaData),
  add: maybe(add),
  remove: maybe(remove),
  txn: maybe(z.object({ appId: text, version: z.number(), lastUpdated: maybe(z.number()) })),
  /** Only in checkpoints of the feature `v2Checkpoint`. */
  checkpointMetadata: maybe(z.looseObject({})),
})

export type DeltaAction = z.infer<typeof action>
export type DeltaProtocol = z.infer<typeof protocol>
export type DeltaMetadata = z.infer<typeof metaData>
export type DeltaAdd = z.infer<typeof add>
export type DeltaRemove = z.infer<typeof remove>
export type DeltaTransaction = NonNullable<DeltaAction['txn']>

/**
 * The actions of one commit file.
 *
 * @throws with the file's name and the line that is no action
 */
export function parseActions(file: string, content: string): DeltaAction[] {
  return content
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
export function parseStatistics(content: string | undefined): DeltaStatistics {
  if (content === undefined) return {}
  try {
    return stats.safeParse(JSON.parse(content)).data ?? {}
  } catch {
    return {}
  }
}

/**
 * The place of a file within its table's folder: the log spells it as a URI.
 *
 * @throws if the URI is malformed, or names a file outside the table's folder (as a shallow clone does)
 */
export function filePath(uri: string): string {
  let decoded: string
  try {
    decoded = decodeURIComponent(uri)
  } catch {
    throw new Error(`the log names the file "${uri}", which is no valid URI`)
  }
  const isAbsolute = /^([a-z][a-z0-9+.-]*:)?\//i.test(uri)
  if (isAbsolute || decoded.split('/').includes('..')) {
    throw new Error(
      `the log names the file "${uri}", which is outside the table's folder; only files within it are read here`,
    )
  }
  return decoded
}

/** The URI of a file within its table's folder: encoded, but for the slashes. */
export function fileUri(place: string): string {
  return place.split('/').map(encodeURIComponent).join('/')
}

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { groupCommit } from '../groupCommit.ts'
import type { BlobCreatedEvent } from './blobCreatedEvent.ts'

/** Delivery of one event to one function, as far as it has come. */
const delivery = z.object({
  /** Answers that were no 2xx; a host that cannot be reached does not count. */
  attempts: z.int().nonnegative(),
  /** Epoch ms before which it is not tried again. */
  due: z.number(),
  /** Epoch ms of the first attempt that was answered. */
  firstAttempt: z.number().optional(),
  /** What the last attempt came to. */
  lastOutcome: z.string().optional(),
})
export type Delivery = z.infer<typeof delivery>

const pendingEvent = z.object({
  container: z.string(),
  event: z.custom<BlobCreatedEvent>(value => typeof value === 'object' && value !== null),
  /** By function; undefined until the functions are known. */
  deliveries: z.record(z.string(), delivery).optional(),
})
export type PendingEvent = z.infer<typeof pendingEvent>

const sourceState = z.object({
  /** ETag by `container/name`: versions whose event is pending or done. */
  seen: z.record(z.string(), z.string()),
  /** In the order of their blobs' times. */
  pending: z.array(pendingEvent),
})
export type SourceState = z.infer<typeof sourceState>

/**
 * What the source knows, in one file that is replaced whole. A blob counts as seen only from the save that holds its
 * pending event, so a source killed at any moment delivers everything at least once.
 */
export interface StateFile {
  readonly state: SourceState
  readonly save: () => Promise<void>
}

/** @throws where the file is there but is no state: deleting it delivers every blob again */
export async function openStateFile(file: string): Promise<StateFile> {
  const state = await load(file)
  return {
    state,
    save: groupCommit(async () => {
      await writeFile(`${file}~`, JSON.stringify(state))
      await rename(`${file}~`, file)
    }),
  }
}

async function load(file: string): Promise<SourceState> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    await mkdir(path.dirname(file), { recursive: true })
    return { seen: {}, pending: [] }
  }
  try {
    return sourceState.parse(JSON.parse(text))
  } catch (error) {
    throw new Error(
      `${file} is no state of the event source; delete it to deliver every blob again.`,
      {
        cause: error,
      },
    )
  }
}

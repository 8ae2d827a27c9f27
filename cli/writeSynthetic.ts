import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type SyntheticOptions, syntheticMimic } from '../shared/synthetic/mimic.ts'

/** Fixed, so that the demo's data, and with them its champion, are the same everywhere. */
const SEED = 20_010_101

/** Enough for a signal to be found, few enough for every family to be tried in a minute or two. */
const PATIENTS = 240

/** Writes the built-in synthetic dataset, all 26 tables, to a folder; answers the folder. */
export async function writeSynthetic(
  folder: string,
  options: SyntheticOptions = { patients: PATIENTS, seed: SEED },
): Promise<string> {
  await mkdir(folder, { recursive: true })
  for (const file of syntheticMimic(options)) {
    await pipeline(Readable.from(file.chunks()), createWriteStream(join(folder, file.name)))
  }
  return folder
}

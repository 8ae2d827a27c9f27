import { readFile } from 'node:fs/promises'
import type { StudyDefinition } from '../contracts/study.ts'
import { readFrame } from '../tables/parquetFrame.ts'
import { prepareStudy, type StudyData } from '../tuning/studyData.ts'

/** The study that this thread worked on last: its trials come one after the other. */
let recent: { readonly id: string; readonly data: Promise<StudyData> } | undefined

/** A study's rows, as they were prepared from its gold. @param gold - a local file */
export async function studyData(gold: string, definition: StudyDefinition): Promise<StudyData> {
  const id = `${gold} ${JSON.stringify(definition)}`
  if (recent?.id !== id) recent = { id, data: readStudy(gold, definition) }
  const { data } = recent
  try {
    return await data
  } catch (error) {
    // read anew when it is tried again
    if (recent?.data === data) recent = undefined
    throw error
  }
}

async function readStudy(gold: string, definition: StudyDefinition): Promise<StudyData> {
  return prepareStudy(await readFrame(await readFile(gold)), definition)
}

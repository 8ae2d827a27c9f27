import { openAsBlob } from 'node:fs'
import {
  levelsByOutcome,
  numbersByOutcome,
  type OutcomeDistribution,
} from '../evaluation/outcomeDistribution.ts'
import type { Feature } from '../features/feature.ts'
import { readNumbers, readTexts } from '../preprocessing/readColumn.ts'
import { readFrame } from '../tables/parquetFrame.ts'
import { studyRows } from '../tuning/studyRows.ts'

/** How one feature of gold is distributed by outcome; its columns are read, and no others. */
export async function describeFeature(input: {
  /** Local file. */
  gold: string
  feature: Pick<Feature, 'name' | 'kind'>
}): Promise<OutcomeDistribution> {
  const { name, kind } = input.feature
  const columns = [...new Set(['subject_id', 'hospital_expire_flag', name])]
  const frame = await readFrame(await openAsBlob(input.gold), columns)
  const outcomes = studyRows(frame)
  if (kind === 'number') return numbersByOutcome(readNumbers(frame, name), outcomes)
  const levels =
    kind === 'category' ? readTexts(frame, name) : Array.from(readNumbers(frame, name), flagInWords)
  return levelsByOutcome(levels, outcomes)
}

function flagInWords(flag: number): string | null {
  if (Number.isNaN(flag)) return null
  return flag === 0 ? 'no' : 'yes'
}

/** Tasks of worker threads: files of `scoring/`. */

import { openAsBlob } from 'node:fs'
import type { RangeCounts, ScoringRange } from '../contracts/scoring.ts'
import { type ObservedPerformance, performanceOf } from '../evaluation/observedPerformance.ts'
import { CATALOGUE } from '../features/catalogue.ts'
import { csvRows, parquetRows } from '../scoring/rangeRows.ts'
import { type RejectedRow, ROWS_AT_ONCE, type ScoringRow, scoreRows } from '../scoring/scoreRows.ts'
import { LABEL_COLUMN, problemOfColumns, shown } from '../scoring/scoringColumns.ts'
import { familyScorer } from '../serving/familyScorer.ts'
import { vocabularyOf } from '../serving/featureTable.ts'
import { encodePart, type LoggedPart } from '../serving/loggedPredictions.ts'
import { loadModel } from '../serving/servedModel.ts'
import type { Frame } from '../tables/frame.ts'
import { stacked } from '../tables/frameRows.ts'
import { parquetRowGroups, readFrame, writeFrame } from '../tables/parquetFrame.ts'

interface ModelBytes {
  readonly version: string
  readonly bytes: Uint8Array
}

const vocabulary = vocabularyOf(CATALOGUE)

/** Columns whose types are named as wrong: what is refused is told in a row of Table Storage, which is small. */
const PROBLEMS_NAMED = 20

/** Columns and row groups of a Parquet file on this machine, and what is wrong with the types of its columns, if anything. */
export async function inspectParquet(file: string): Promise<{
  readonly columns: readonly string[]
  readonly rowGroups: readonly number[]
  readonly problem: string | undefined
}> {
  const { columns, rowGroups } = await parquetRowGroups(await openAsBlob(file))
  const problems = columns
    .filter(({ holds }) => holds !== 'number' && holds !== 'text')
    .map(({ name, type }) => `column "${shown(name)}" has the type ${type}`)
  const more = problems.length - PROBLEMS_NAMED
  const named = [...problems.slice(0, PROBLEMS_NAMED), ...(more > 0 ? [`and ${more} more`] : [])]
  return {
    columns: columns.map(({ name }) => name.toLowerCase()),
    rowGroups,
    problem:
      problems.length === 0
        ? undefined
        : `${named.join('; ')}: columns must hold numbers, flags or texts`,
  }
}

/** What is wrong with a file's columns, if anything. */
export function checkScoringColumns(input: {
  columns: readonly string[]
  model: ModelBytes
}): string | undefined {
  const model = loadModel(input.model.version, input.model.bytes, familyScorer)
  return problemOfColumns(input.columns, model, vocabulary)
}

export interface ScoreRangeInput {
  readonly model: ModelBytes
  readonly columns: readonly string[]
  readonly range: ScoringRange
  /** Bytes of a CSV as `linesOfRange` wants them, or the path of a Parquet file. */
  readonly source: Uint8Array | string
  readonly at: string
  readonly name: string
}

export interface ScoredRange extends Omit<RangeCounts, 'rejected'> {
  /** Parquet; null where no row was scored. */
  readonly predictions: Uint8Array | null
  readonly rejected: readonly RejectedRow[]
  readonly log: readonly { readonly entry: LoggedPart; readonly bytes: Uint8Array }[]
}

/** Scores the rows of a range, some thousands at a time. */
export async function scoreRange(input: ScoreRangeInput): Promise<ScoredRange> {
  const { range, columns, source } = input
  const chunks = chunkScorer(input)
  const rejected: RejectedRow[] = []
  const rows =
    typeof source === 'string'
      ? parquetRows(await openAsBlob(source), range)
      : csvRows(source, range, columns)

  let waiting: ScoringRow[] = []
  let next = await rows.next()
  for (; next.done !== true; next = await rows.next()) {
    const row = next.value
    if ('reason' in row) {
      rejected.push(row)
      continue
    }
    waiting.push(row)
    if (waiting.length < ROWS_AT_ONCE) continue
    rejected.push(...(await chunks.score(waiting)))
    waiting = []
  }
  if (waiting.length > 0) rejected.push(...(await chunks.score(waiting)))

  const predictions = chunks.frames.length === 0 ? null : stacked(chunks.frames)
  return {
    lines: next.value,
    scored: predictions?.rows ?? 0,
    rejected: rejected.toSorted((a, b) => a.line - b.line),
    predictions: predictions && (await writeFrame(predictions)),
    log: chunks.log,
  }
}

/** Scores chunk after chunk of a range, and keeps what came of them. */
function chunkScorer({ model: { version, bytes }, range, at, name }: ScoreRangeInput) {
  const model = loadModel(version, bytes, familyScorer)
  const frames: Frame[] = []
  const log: { entry: LoggedPart; bytes: Uint8Array }[] = []
  return {
    frames,
    log,
    /** @returns the rows that break the contract */
    async score(rows: readonly ScoringRow[]): Promise<readonly RejectedRow[]> {
      const chunk = `${name} ${range.index} ${log.length + frames.length}`
      const scored = scoreRows(rows, { model, vocabulary, at, name: chunk })
      if (scored.predictions.rows > 0) {
        frames.push(scored.predictions)
        log.push(await encodePart(scored.part, scored.logged))
      }
      return scored.rejected
    },
  }
}

/**
 * What predictions were worth, by the outcomes that stand beside them; null where there is none.
 *
 * @param input - parts: Parquet files that `scoreRange` has made
 */
export async function observePerformance(input: {
  parts: readonly string[]
  model: ModelBytes
}): Promise<ObservedPerformance | null> {
  const labels: number[] = []
  const probabilities: number[] = []
  for (const part of input.parts) {
    const { columns } = await readFrame(await openAsBlob(part), [LABEL_COLUMN, 'probability'])
    const [label, probability] = [columns[LABEL_COLUMN], columns['probability']]
    if (label?.kind !== 'number' || probability?.kind !== 'number') continue
    label.values.forEach((value, row) => {
      if (Number.isNaN(value)) return
      labels.push(value)
      probabilities.push(probability.values[row] ?? Number.NaN)
    })
  }
  if (labels.length === 0) return null
  const { artifact } = loadModel(input.model.version, input.model.bytes, familyScorer)
  return performanceOf(labels, probabilities, artifact.threshold)
}

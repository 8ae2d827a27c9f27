/** Tasks of worker threads: files of `scoring/`. */

import { openAsBlob } from 'node:fs'
import type { RangeCounts, ScoringRange } from '../contracts/scoring.ts'
import { type ObservedPerformance, performanceOf } from '../evaluation/observedPerformance.ts'
import { CATALOGUE } from '../features/catalogue.ts'
import { fieldsOf, linesOfRange } from '../scoring/csvLines.ts'
import { type RejectedRow, ROWS_AT_ONCE, type ScoringRow, scoreRows } from '../scoring/scoreRows.ts'
import { problemOfColumns, shown } from '../scoring/scoringColumns.ts'
import { familyScorer } from '../serving/familyScorer.ts'
import { vocabularyOf } from '../serving/featureTable.ts'
import { encodePart, type LoggedPart } from '../serving/loggedPredictions.ts'
import { loadModel } from '../serving/servedModel.ts'
import type { Frame } from '../tables/frame.ts'
import { stacked } from '../tables/frameRows.ts'
import { parquetRowGroups, readRowGroup, writeFrame } from '../tables/parquetFrame.ts'

interface ModelBytes {
  readonly version: string
  readonly bytes: Uint8Array
}

const vocabulary = vocabularyOf(CATALOGUE)

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
  return {
    columns: columns.map(({ name }) => name.toLowerCase()),
    rowGroups,
    problem:
      problems.length === 0
        ? undefined
        : `${problems.join('; ')}: columns must hold numbers, flags or texts`,
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
  const { range, columns, source, at, name } = input
  const model = loadModel(input.model.version, input.model.bytes, familyScorer)
  const rejected: RejectedRow[] = []
  const frames: Frame[] = []
  const log: { entry: LoggedPart; bytes: Uint8Array }[] = []
  let lines = 0

  async function scoreChunk(rows: readonly ScoringRow[]): Promise<void> {
    const chunk = `${name} ${range.index} ${log.length + frames.length}`
    const scored = scoreRows(rows, { model, vocabulary, at, name: chunk })
    rejected.push(...scored.rejected)
    if (scored.predictions.rows === 0) return
    frames.push(scored.predictions)
    log.push(await encodePart(scored.part, scored.logged))
  }

  const rows = typeof source === 'string' ? parquetRows(source, range) : csvRows(source)
  let waiting: ScoringRow[] = []
  for await (const row of rows) {
    waiting.push(row)
    if (waiting.length < ROWS_AT_ONCE) continue
    await scoreChunk(waiting)
    waiting = []
  }
  if (waiting.length > 0) await scoreChunk(waiting)

  const predictions = frames.length === 0 ? null : stacked(frames)
  return {
    lines,
    scored: predictions?.rows ?? 0,
    rejected: rejected.toSorted((a, b) => a.line - b.line),
    predictions: predictions && (await writeFrame(predictions)),
    log,
  }

  function* csvRows(bytes: Uint8Array): Generator<ScoringRow> {
    const found = linesOfRange(bytes, range.end - range.start)
    let next = found.next()
    for (; next.done !== true; next = found.next()) {
      const { line, text, problem } = next.value
      const fields = fieldsOf(text)
      const reason = problem ?? problemOfFields(fields, columns.length)
      if (reason !== undefined || fields === undefined) {
        rejected.push({ line, reason: reason ?? '' })
      } else {
        const values = Object.fromEntries(
          columns.map((column, index) => [column, fields[index] ?? null]),
        )
        yield { line, values }
      }
    }
    lines = next.value
  }

  async function* parquetRows(file: string, group: ScoringRange): AsyncGenerator<ScoringRow> {
    const blob = await openAsBlob(file)
    const total = group.end - group.start
    lines = total
    for (let start = 0; start < total; start += ROWS_AT_ONCE) {
      const count = Math.min(ROWS_AT_ONCE, total - start)
      const frame = await readRowGroup(blob, group.index, start, count)
      for (let row = 0; row < frame.rows; row++) {
        const values: Record<string, string | number | null> = {}
        for (const [column, { values: all }] of Object.entries(frame.columns)) {
          values[column.toLowerCase()] = all[row] ?? null
        }
        yield { line: start + row + 1, values }
      }
    }
  }
}

function problemOfFields(
  fields: readonly string[] | undefined,
  expected: number,
): string | undefined {
  if (fields === undefined) return 'a quote in it is not closed: a field may hold no line break'
  if (fields.length === expected) return undefined
  return `has ${fields.length} fields, the header ${expected}`
}

/** What predictions were worth, by row; a label is 1 for a death in hospital. */
export function observePerformance(input: {
  labels: Uint8Array
  probabilities: Float64Array
  threshold: number
}): ObservedPerformance {
  return performanceOf(input.labels, input.probabilities, input.threshold)
}

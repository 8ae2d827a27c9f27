import { createHash } from 'node:crypto'
import { AppError } from '../http/problem.ts'
import { type FeatureTable, featureTable, type Vocabulary } from '../serving/featureTable.ts'
import { featureHasher, type LoggedPredictions } from '../serving/loggedPredictions.ts'
import { type ScoredInstance, score } from '../serving/score.ts'
import type { ServedModel } from '../serving/servedModel.ts'
import type { Column, Frame } from '../tables/frame.ts'
import { ID_COLUMNS, isInput, LABEL_COLUMN } from './scoringColumns.ts'

/** Rows that are scored, and logged, at once. */
export const ROWS_AT_ONCE = 5_000

/** A row of a file: values by column, text as a CSV has it. */
export interface ScoringRow {
  /** Of a CSV: its line; of Parquet: its row; counted from 1 in the range. */
  readonly line: number
  readonly values: Readonly<Record<string, string | number | null>>
}

export interface RejectedRow {
  readonly line: number
  readonly reason: string
}

export interface ScoredRows {
  /** `prediction_id`, `probability`, `label`, `risk`, and what is passed through. */
  readonly predictions: Frame
  readonly rejected: readonly RejectedRow[]
  /** For the log of predictions. */
  readonly part: string
  readonly logged: LoggedPredictions
}

export interface ScoreRowsOptions {
  readonly model: ServedModel
  readonly vocabulary: Vocabulary
  /** ISO 8601, UTC. */
  readonly at: string
  /** Names these rows among all that are ever scored: the same name gives the same ids of predictions. */
  readonly name: string
}

/** Scores rows of a file; those that break the contract are set aside with their reasons, and cost no other row. */
export function scoreRows(rows: readonly ScoringRow[], options: ScoreRowsOptions): ScoredRows {
  const { model, at, name } = options
  const { kept, table, rejected } = checkedRows(rows, options)
  const scored = score(model, table, { explain: false })
  const { part, idOf } = idsOf(name)
  const hash = featureHasher(model.features, table.frame)
  return {
    predictions: predictionFrame(kept, scored, idOf),
    rejected: rejected.toSorted((a, b) => a.line - b.line),
    part,
    logged: {
      source: 'batch',
      inputs: table.frame,
      predictions: scored.map(({ probability }, row) => ({
        id: idOf(row),
        version: model.version,
        at,
        featureHash: hash(row),
        probability,
      })),
    },
  }
}

interface CheckedRows {
  readonly kept: readonly ScoringRow[]
  /** The inputs of the rows that are kept. */
  readonly table: FeatureTable
  readonly rejected: readonly RejectedRow[]
}

function checkedRows(
  rows: readonly ScoringRow[],
  { model, vocabulary }: ScoreRowsOptions,
): CheckedRows {
  const kinds = new Map(vocabulary.kinds)
  for (const feature of model.features) kinds.set(feature.name, feature.kind)
  const rejected: RejectedRow[] = []
  const labelled = rows.filter(({ line, values }) => {
    const label = textOrNull(values[LABEL_COLUMN])
    const isGood = label === null || labelOf(label) !== null
    if (!isGood) rejected.push({ line, reason: `${LABEL_COLUMN} must be 0, 1 or nothing` })
    return isGood
  })
  const tableOf = (some: readonly ScoringRow[]) => {
    const instances = some.map(row => instanceOf(row, kinds))
    return featureTable({ instances, pointerTo: () => '' }, model.features, vocabulary)
  }

  // as a rule all of them can be scored, so they are looked at one by one only where that fails
  try {
    return { kept: labelled, table: tableOf(labelled), rejected }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
  const kept = labelled.filter(row => {
    try {
      tableOf([row])
      return true
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const reason = error.errors.map(({ pointer, message }) => `${pointer.slice(1)} ${message}`)
      rejected.push({ line: row.line, reason: reason.join('; ') })
      return false
    }
  })
  return { kept, table: tableOf(kept), rejected }
}

function predictionFrame(
  rows: readonly ScoringRow[],
  scored: readonly ScoredInstance[],
  idOf: (row: number) => string,
): Frame {
  const columns: Record<string, Column> = {}
  for (const id of ID_COLUMNS) {
    const values = rows.map(row => textOrNull(row.values[id]))
    if (values.some(value => value !== null)) columns[id] = { kind: 'text', values }
  }
  columns['prediction_id'] = { kind: 'text', values: scored.map((_, row) => idOf(row)) }
  columns['probability'] = numbers(scored.map(({ probability }) => probability))
  columns['label'] = numbers(scored.map(({ label }) => label))
  columns['risk'] = { kind: 'text', values: scored.map(({ risk }) => risk) }
  columns[LABEL_COLUMN] = numbers(
    rows.map(({ values }) => labelOf(values[LABEL_COLUMN] ?? null) ?? Number.NaN),
  )
  return { rows: scored.length, columns }
}

type Instance = Readonly<Record<string, unknown>>

function instanceOf(row: ScoringRow, kinds: ReadonlyMap<string, string>): Instance {
  const instance: Record<string, unknown> = {}
  for (const [column, value] of Object.entries(row.values)) {
    if (isInput(column)) instance[column] = inputOf(value, kinds.get(column))
  }
  return instance
}

const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i
const FLAGS: Readonly<Record<string, boolean>> = { true: true, false: false }

/** A text of a CSV as what it stands for; what it cannot be is left for the check to refuse. */
function inputOf(value: string | number | null, kind: string | undefined): unknown {
  if (value === null || value === '') return null
  if (typeof value === 'number') return Number.isNaN(value) ? null : value
  if (kind === 'category') return value
  if (NUMBER.test(value)) return Number(value)
  return FLAGS[value.trim().toLowerCase()] ?? value
}

function labelOf(value: string | number | null): 0 | 1 | null {
  const text = String(value ?? '').trim()
  if (text === '0' || text === '0.0') return 0
  return text === '1' || text === '1.0' ? 1 : null
}

function textOrNull(value: string | number | null | undefined): string | null {
  if (value === undefined || value === null || value === '' || Number.isNaN(value)) return null
  return String(value)
}

function numbers(values: readonly number[]): Column {
  return { kind: 'number', values: Float64Array.from(values) }
}

/** Ids like those of `newPredictionId`, but the same each time: UUIDs of version 8, made of hashes. */
function idsOf(name: string): { readonly part: string; readonly idOf: (row: number) => string } {
  const first = hex(name)
  const part = `${first.slice(0, 8)}-${first.slice(8, 12)}-8${first.slice(12, 15)}`
  return {
    part,
    idOf(row) {
      const rest = hex(`${name} ${row}`)
      return `${part}-8${rest.slice(0, 3)}-${rest.slice(3, 15)}`
    },
  }
}

function hex(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

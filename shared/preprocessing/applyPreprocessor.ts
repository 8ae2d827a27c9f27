import { OASIS_COMPONENTS } from '../features/oasis.ts'
import { scorePoints } from '../features/severityScore.ts'
import type { Matrix } from '../models/model.ts'
import type { Column, Frame } from '../tables/frame.ts'
import type { ColumnStep, Preprocessor } from './preprocessor.ts'
import { numberReader, textReader } from './readColumn.ts'
import { yeoJohnson } from './yeoJohnson.ts'

/**
 * The design matrix of `rows` of a frame (all of them when absent), in the order of `rows`. A row's values depend on that
 * row alone and are the same bits in training, in a batch and alone. Features that the frame lacks or whose value is
 * missing are filled as in training; columns that the preprocessor does not know are ignored.
 *
 * @throws TypeError where a column holds text in place of numbers, or the other way round
 */
export function applyPreprocessor(
  preprocessor: Preprocessor,
  frame: Frame,
  rows?: Int32Array,
): Matrix {
  if (preprocessor.kind === 'oasis') {
    return scorePoints(OASIS_COMPONENTS, rows === undefined ? frame : selectRows(frame, rows))
  }
  const columns = preprocessor.columns.length
  const count = rows?.length ?? frame.rows
  const values = new Float64Array(count * columns)
  preprocessor.columns.forEach((step, column) => {
    const valueOf = columnReader(step, frame)
    for (let row = 0; row < count; row++) {
      values[row * columns + column] = valueOf(rows === undefined ? row : (rows[row] ?? -1))
    }
  })
  return { rows: count, columns, names: preprocessor.names, values }
}

type Step<From extends ColumnStep['from']> = Extract<ColumnStep, { from: From }>
type Reader = (row: number) => number

/** The values of one column of the design matrix, by position in the frame. */
export function columnReader(step: ColumnStep, frame: Frame): Reader {
  if (step.from === 'number') return numberColumn(step, frame)
  if (step.from === 'flag') return flagColumn(step, frame)
  if (step.from === 'missing') return missingColumn(step, frame)
  if (step.from === 'level') return levelColumn(step, frame)
  if (step.from === 'ordinal') return ordinalColumn(step, frame)
  return frequencyColumn(step, frame)
}

function numberColumn(
  { feature, cap, fill, lambda, scaling }: Step<'number'>,
  frame: Frame,
): Reader {
  const raw = numberReader(frame, feature)
  return row => {
    const value = raw(row)
    const filled = Number.isNaN(value) ? fill : capped(value, cap)
    const shaped = lambda === null ? filled : yeoJohnson(filled, lambda)
    return scaled(shaped, scaling)
  }
}

function flagColumn({ feature, fill }: Step<'flag'>, frame: Frame): Reader {
  const raw = numberReader(frame, feature)
  return row => {
    const value = raw(row)
    return Number.isNaN(value) ? fill : value
  }
}

function missingColumn({ feature, kind }: Step<'missing'>, frame: Frame): Reader {
  if (kind === 'category') {
    const text = textReader(frame, feature)
    return row => (text(row) === null ? 1 : 0)
  }
  const number = numberReader(frame, feature)
  return row => (Number.isNaN(number(row)) ? 1 : 0)
}

function levelColumn({ feature, level, fill }: Step<'level'>, frame: Frame): Reader {
  const raw = textReader(frame, feature)
  return row => ((raw(row) ?? fill) === level ? 1 : 0)
}

function frequencyColumn(step: Step<'frequency'>, frame: Frame): Reader {
  const { feature, levels, frequencies, fill, scaling } = step
  const raw = textReader(frame, feature)
  const frequency = new Map(levels.map((level, at) => [level, frequencies[at] ?? 0] as const))
  return row => scaled(frequency.get(raw(row) ?? fill) ?? 0, scaling)
}

function ordinalColumn({ feature, levels, fill, scaling }: Step<'ordinal'>, frame: Frame): Reader {
  const raw = textReader(frame, feature)
  const place = new Map(levels.map((level, at) => [level, at] as const))
  return row => scaled(place.get(raw(row) ?? fill) ?? -1, scaling)
}

function scaled(value: number, scaling: Step<'number'>['scaling']): number {
  return scaling === null ? value : (value - scaling.mean) / scaling.scale
}

/** A number brought within its caps; null caps nothing. */
export function capped(value: number, cap: { low: number; high: number } | null): number {
  return cap === null ? value : Math.min(Math.max(value, cap.low), cap.high)
}

function selectRows(frame: Frame, rows: Int32Array): Frame {
  const columns: Record<string, Column> = {}
  for (const [name, column] of Object.entries(frame.columns)) {
    columns[name] =
      column.kind === 'number'
        ? { kind: 'number', values: Float64Array.from(rows, row => column.values[row] ?? NaN) }
        : { kind: 'text', values: Array.from(rows, row => column.values[row] ?? null) }
  }
  return { rows: rows.length, columns }
}

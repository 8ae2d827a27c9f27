import type { PartColumn, PartQuality } from '../contracts/quality.ts'
import { mergeSketches } from './distinctSketch.ts'
import { mergeKeySamples } from './keySample.ts'
import { mergeSamples } from './rowSample.ts'

/** What is measured of two parts of a table as one: the same as if they had been measured together, in whatever order. */
export function mergeParts(a: PartQuality, b: PartQuality): PartQuality {
  const columns = Object.keys(a.columns).map((name): [string, PartColumn] => {
    const column = a.columns[name] ?? { nulls: 0 }
    return [name, mergeColumns(column, b.columns[name] ?? column)]
  })
  return {
    rows: a.rows + b.rows,
    columns: Object.fromEntries(columns),
    timeOrder: a.timeOrder.map((rows, rule) => rows + (b.timeOrder[rule] ?? 0)),
    repeats: {
      keyed: a.repeats.keyed + b.repeats.keyed,
      // keys that both have are not known, unless one is empty
      exact: a.rows === 0 ? b.repeats.exact : b.rows === 0 ? a.repeats.exact : null,
      sample: mergeKeySamples(a.repeats.sample, b.repeats.sample),
    },
    sample: mergeSamples(a.sample, b.sample),
  }
}

function mergeColumns(a: PartColumn, b: PartColumn): PartColumn {
  return {
    nulls: a.nulls + b.nulls,
    min: lower(a.min, b.min),
    max: upper(a.max, b.max),
    distinct: both(a.distinct, b.distinct, mergeSketches),
    outOfRange: both(a.outOfRange, b.outOfRange, sum),
    otherValues: both(a.otherValues, b.otherValues, mergeOtherValues),
    lostDegreeSigns: both(a.lostDegreeSigns, b.lostDegreeSigns, sum),
  }
}

type OtherValues = NonNullable<PartColumn['otherValues']>

function mergeOtherValues(a: OtherValues, b: OtherValues): OtherValues {
  const rows = new Map<string, number>()
  for (const { value, rows: count } of [...a.most, ...b.most]) {
    rows.set(value, (rows.get(value) ?? 0) + count)
  }
  const most = [...rows]
    .map(([value, count]) => ({ value, rows: count }))
    .sort((x, y) => y.rows - x.rows || (x.value < y.value ? -1 : 1))
  return { rows: a.rows + b.rows, most }
}

/** Bounds of one column are all numbers or all texts of one form, which sort as what they mean. */
function lower(a: PartColumn['min'], b: PartColumn['min']): PartColumn['min'] {
  if (a === undefined || b === undefined) return a ?? b
  return b < a ? b : a
}

function upper(a: PartColumn['max'], b: PartColumn['max']): PartColumn['max'] {
  if (a === undefined || b === undefined) return a ?? b
  return b > a ? b : a
}

function both<T>(a: T | undefined, b: T | undefined, merge: (a: T, b: T) => T): T | undefined {
  return a === undefined || b === undefined ? (a ?? b) : merge(a, b)
}

function sum(a: number, b: number): number {
  return a + b
}

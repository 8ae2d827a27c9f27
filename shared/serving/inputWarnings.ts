import { chartedEnds, chartedValue } from '../features/chartedValue.ts'
import { AGE_OVER_89 } from '../features/icustayDetail.ts'
import { unitInWords } from '../features/unitInWords.ts'
import type { Preprocessor } from '../preprocessing/preprocessor.ts'
import type { ArtifactFeature } from '../registry/artifact.ts'
import type { Column } from '../tables/frame.ts'
import type { FeatureTable } from './featureTable.ts'
import type { Warning } from './warnings.ts'

/** In a big batch a warning names so many features and counts the rest, or it would outgrow the answer. */
const NAMED_IN_BATCH = 20

/**
 * What is to be said of the inputs of each row.
 *
 * @param brief - name at most 20 missing features of a row
 */
export function inputWarnings(
  {
    features,
    preprocessor,
  }: { readonly features: readonly ArtifactFeature[]; readonly preprocessor: Preprocessor },
  table: FeatureTable,
  brief: boolean,
): (row: number) => Warning[] {
  const unfilled = preprocessor.kind === 'oasis' ? 'Counted as normal' : 'Scored as missing'
  const columns = features.map(({ name }) => table.frame.columns[name])
  const missing = missingWarning(features, unfilled, columns, brief)
  const unused = unusedWarning(table.unused)

  return row => {
    const found: Warning[] = [...(table.remarks ?? [])]
    const absent = missing(row)
    if (absent !== undefined) found.push(absent)
    features.forEach((feature, at) => {
      const finding = valueWarning(feature, columns[at], row)
      if (finding !== undefined) found.push(finding)
    })
    if (table.hiddenAges.has(row)) found.push(AGE_WARNING)
    if (unused !== undefined) found.push(unused)
    return found
  }
}

const AGE_WARNING: Warning = {
  code: 'age-over-89',
  features: ['age'],
  message: `Ages over 89 are hidden in the training data; ${AGE_OVER_89} is used for all of them.`,
}

/** One warning for all that a row lacks. Neighbours in a batch mostly lack the same, so the last one is kept. */
function missingWarning(
  features: readonly ArtifactFeature[],
  unfilled: string,
  columns: readonly (Column | undefined)[],
  brief: boolean,
): (row: number) => Warning | undefined {
  let last: { readonly features: readonly number[]; readonly warning: Warning } | undefined

  return row => {
    const absent: number[] = []
    columns.forEach((column, index) => {
      if (isMissing(column, row)) absent.push(index)
    })
    if (absent.length === 0) return undefined
    if (last === undefined || !same(last.features, absent)) {
      const named = brief ? absent.slice(0, NAMED_IN_BATCH) : absent
      const lacking = named.flatMap(index => features[index] ?? [])
      const counts = { missing: absent.length, inputs: features.length }
      last = { features: absent, warning: describeMissing(lacking, counts, unfilled) }
    }
    return last.warning
  }
}

function describeMissing(
  lacking: readonly ArtifactFeature[],
  { missing: count, inputs }: { readonly missing: number; readonly inputs: number },
  unfilled: string,
): Warning {
  const filled = lacking.filter(({ training }) => training.fill !== null)
  const left = lacking.filter(({ training }) => training.fill === null)
  const fills = filled.map(({ name, unit, training: { fill } }) =>
    typeof fill === 'number'
      ? `${name} = ${measured(chartedValue(fill), unit)}`
      : `${name} = ${fill ?? ''}`,
  )
  const more = count > lacking.length ? ` And ${count - lacking.length} more.` : ''
  return {
    code: 'missing',
    features: lacking.map(({ name }) => name),
    message: [
      count === 1
        ? `1 of ${inputs} inputs is missing.`
        : `${count} of ${inputs} inputs are missing.`,
      fills.length > 0 && ` Filled as in training: ${fills.join(', ')}.`,
      left.length > 0 && ` ${unfilled}: ${left.map(({ name }) => name).join(', ')}.`,
      more,
    ]
      .filter(part => part !== false)
      .join(''),
  }
}

function isMissing(column: Column | undefined, row: number): boolean {
  if (column === undefined) return true
  return column.kind === 'number'
    ? Number.isNaN(column.values[row] ?? Number.NaN)
    : (column.values[row] ?? null) === null
}

function valueWarning(
  feature: ArtifactFeature,
  column: Column | undefined,
  row: number,
): Warning | undefined {
  if (column === undefined || feature.kind === 'flag') return undefined
  return column.kind === 'text'
    ? levelWarning(feature, column.values[row] ?? null)
    : numberWarning(feature, column.values[row] ?? Number.NaN)
}

function numberWarning(
  { name, description, unit, range, training }: ArtifactFeature,
  value: number,
): Warning | undefined {
  if (Number.isNaN(value)) return undefined
  if (range !== null && (value < range.low || value > range.high)) {
    return {
      code: 'outside-clinical-range',
      features: [name],
      message: `${description} = ${measured(Number(value.toPrecision(6)), unit)} is outside the clinical range ${range.low} to ${measured(range.high, unit)}: check value and unit.`,
    }
  }
  const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = training
  if (value >= low && value <= high) return undefined
  const written = chartedValue(value)
  const [from, to] = chartedEnds(low, high)
  // who reads both could not tell why
  if (written >= from && written <= to) return undefined
  return {
    code: 'far-from-training',
    features: [name],
    message: `${description} = ${measured(written, unit)} is far from the training data, of which 98 % lie from ${from} to ${measured(to, unit)}.`,
  }
}

function levelWarning(
  { name, levels }: ArtifactFeature,
  value: string | null,
): Warning | undefined {
  if (value === null || levels === undefined || levels.includes(value)) return undefined
  return {
    code: 'unknown-level',
    features: [name],
    message: `${name} has a value that training did not have; it counts as none of ${levels.join(', ')}.`,
  }
}

function unusedWarning(unused: readonly string[]): Warning | undefined {
  if (unused.length === 0) return undefined
  return {
    code: 'not-used',
    features: [...unused],
    message: `This model does not use ${unused.join(', ')}.`,
  }
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index])
}

function measured(value: number, unit: string | null): string {
  return `${value} ${unitInWords(unit)}`.trimEnd()
}

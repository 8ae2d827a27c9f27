import { AGE_OVER_89 } from '../features/icustayDetail.ts'
import { unitInWords } from '../features/unitInWords.ts'
import type { Preprocessor } from '../preprocessing/preprocessor.ts'
import type { ArtifactFeature } from '../registry/artifact.ts'
import type { Frame } from '../tables/frame.ts'
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
  const missing = missingWarning(features, unfilled, table.frame, brief)
  const checks = features.map(feature => valueCheck(feature, table.frame))
  const unused = unusedWarning(table.unused)

  return row => {
    const found: Warning[] = [...(table.remarks ?? [])]
    const absent = missing(row)
    if (absent !== undefined) found.push(absent)
    for (const check of checks) {
      const finding = check(row)
      if (finding !== undefined) found.push(finding)
    }
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
  frame: Frame,
  brief: boolean,
): (row: number) => Warning | undefined {
  const tests = features.map(({ name }) => missingTest(frame, name))
  let last: { readonly features: readonly number[]; readonly warning: Warning } | undefined

  return row => {
    const absent: number[] = []
    tests.forEach((isMissing, index) => {
      if (isMissing(row)) absent.push(index)
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
  const fills = filled.map(({ name, training }) => `${name} = ${shown(training.fill ?? '')}`)
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

function missingTest(frame: Frame, name: string): (row: number) => boolean {
  const column = frame.columns[name]
  if (column === undefined) return () => true
  const { kind, values } = column
  return kind === 'number'
    ? row => Number.isNaN(values[row] ?? Number.NaN)
    : row => (values[row] ?? null) === null
}

function valueCheck(feature: ArtifactFeature, frame: Frame): (row: number) => Warning | undefined {
  const column = frame.columns[feature.name]
  if (column === undefined || feature.kind === 'flag') return () => undefined
  if (column.kind === 'text') return levelCheck(feature, column.values)
  const { values } = column
  return row => numberWarning(feature, values[row] ?? Number.NaN)
}

function numberWarning(feature: ArtifactFeature, value: number): Warning | undefined {
  const { name, description, range, training } = feature
  if (Number.isNaN(value)) return undefined
  const words = unitInWords(feature.unit)
  const unit = words === '' ? '' : ` ${words}`
  if (range !== null && (value < range.low || value > range.high)) {
    return {
      code: 'outside-clinical-range',
      features: [name],
      message: `${description} = ${shown(value)}${unit} is outside the clinical range ${shown(range.low)} to ${shown(range.high)}${unit}: check value and unit.`,
    }
  }
  const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = training
  if (value >= low && value <= high) return undefined
  return {
    code: 'far-from-training',
    features: [name],
    message: `${description} = ${shown(value)}${unit} is far from the training data, of which 98 % lie from ${shown(low)} to ${shown(high)}${unit}.`,
  }
}

function levelCheck(
  { name, levels }: ArtifactFeature,
  values: readonly (string | null)[],
): (row: number) => Warning | undefined {
  if (levels === undefined) return () => undefined
  const known = new Set(levels)
  return row => {
    const value = values[row] ?? null
    if (value === null || known.has(value)) return undefined
    return {
      code: 'unknown-level',
      features: [name],
      message: `${name} has a value that training did not have; it counts as none of ${levels.join(', ')}.`,
    }
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

/** Six significant digits, as no chart shows more. */
function shown(value: number | string): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(6))) : value
}

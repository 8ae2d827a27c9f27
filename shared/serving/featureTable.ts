import type { Feature } from '../features/feature.ts'
import { AGE_OVER_89 } from '../features/icustayDetail.ts'
import { jsonPointer } from '../http/inputErrors.ts'
import type { ArtifactFeature } from '../registry/artifact.ts'
import type { Column, Frame } from '../tables/frame.ts'
import { LEAKING_FIELD, leaksOutcome } from './leakage.ts'
import { nearestName } from './nearestName.ts'
import { FindingList, type PredictRequest } from './predictRequest.ts'
import { SEVERITY_INPUTS } from './severityScores.ts'
import type { Warning } from './warnings.ts'

type FeatureKind = 'number' | 'flag' | 'category'

/** The features that a client may know of, whichever model serves. */
export interface Vocabulary {
  /** Kinds of those known at the time of the prediction. */
  readonly kinds: ReadonlyMap<string, FeatureKind>
  /** Those known only at discharge. */
  readonly leaking: ReadonlySet<string>
}

export function vocabularyOf(catalogue: readonly Feature[]): Vocabulary {
  const early = catalogue.filter(feature => feature.knownWhen !== 'discharge')
  const late = catalogue.filter(feature => feature.knownWhen === 'discharge')
  return {
    kinds: new Map(early.map(({ name, kind }) => [name, kind] as const)),
    leaking: new Set(late.map(({ name }) => name)),
  }
}

/** The instances of a request as columns, and what is to be said about them beside the model's own warnings. */
export interface FeatureTable {
  readonly frame: Frame
  /** What severity scores are computed from, as far as it was given, whether the model uses it or not. */
  readonly scoreInputs: Frame
  /** Rows whose age was over 89 and is taken as `AGE_OVER_89`. */
  readonly hiddenAges: ReadonlySet<number>
  /** Features that are in the catalogue, but not in this model. */
  readonly unused: readonly string[]
  /** What is to be said about all rows. */
  readonly remarks?: readonly Warning[]
}

const OLDEST_SHOWN_AGE = 89

/** Beyond this no measurement of any unit lies; larger numbers would overflow a transformation. */
const LARGEST_NUMBER = 1e9

const LONGEST_TEXT = 500

/**
 * Turns instances into columns, checking every value. A catalogue feature that the model does not use is checked and
 * left out, so that a client need not change when the champion does.
 *
 * @throws AppError INVALID_INPUT naming each unknown or leaking field, wrong type and non-finite number by its pointer
 */
export function featureTable(
  request: PredictRequest,
  features: readonly ArtifactFeature[],
  vocabulary: Vocabulary,
): FeatureTable {
  const rows = request.instances.length
  const findings = new FindingList()
  const scoreOnly = new Map<string, Float64Array>()
  const targets = targetsOf(features, vocabulary, rows, scoreOnly)
  const unused = new Set<string>()

  request.instances.forEach((instance, row) => {
    for (const name of Object.keys(instance)) {
      const target = targets.get(name)
      const pointer = () => `${request.pointerTo(row)}${jsonPointer([name])}`
      if (target === undefined) {
        findings.add(() => ({ pointer: pointer(), message: unknown(name, vocabulary, targets) }))
        continue
      }
      const message = target.put(row, instance[name])
      if (message !== undefined) findings.add(() => ({ pointer: pointer(), message }))
      if (target.column === undefined) unused.add(name)
    }
  })
  findings.throwIfAny()

  const columns: Record<string, Column> = {}
  for (const { name } of features) {
    const column = targets.get(name)?.column
    if (column !== undefined) columns[name] = column
  }
  const scoreColumns: Record<string, Column> = {}
  for (const [name, values] of scoreOnly) scoreColumns[name] = { kind: 'number', values }
  hideAges(scoreColumns['age'])
  for (const name of SEVERITY_INPUTS) {
    const column = columns[name]
    if (column !== undefined) scoreColumns[name] = column
  }
  return {
    frame: { rows, columns },
    scoreInputs: { rows, columns: scoreColumns },
    hiddenAges: hideAges(columns['age']),
    unused: [...unused].sort(),
  }
}

/** Where a value goes; without a column it is only checked. `put` answers what is wrong with the value. */
interface Target {
  readonly column: Column | undefined
  put(row: number, value: unknown): string | undefined
}

function targetsOf(
  features: readonly ArtifactFeature[],
  vocabulary: Vocabulary,
  rows: number,
  scoreOnly: Map<string, Float64Array>,
): ReadonlyMap<string, Target> {
  const targets = new Map<string, Target>()
  for (const [name, kind] of vocabulary.kinds) {
    if (kind === 'category') targets.set(name, textTarget())
    else if (SEVERITY_INPUTS.has(name)) {
      targets.set(name, scoreInputTarget(kind, name, rows, scoreOnly))
    } else targets.set(name, numberTarget(kind))
  }
  for (const { name, kind } of features) {
    targets.set(
      name,
      kind === 'category'
        ? textTarget(Array.from<string | null>({ length: rows }).fill(null))
        : numberTarget(kind, new Float64Array(rows).fill(Number.NaN)),
    )
  }
  return targets
}

function numberTarget(kind: 'number' | 'flag', values?: Float64Array): Target {
  const parse = kind === 'flag' ? flagOf : numberOf
  return {
    column: values && { kind: 'number', values },
    put(row, value) {
      if (value === null) return undefined
      const parsed = parse(value)
      if (typeof parsed === 'string') return parsed
      if (values !== undefined) values[row] = parsed
      return undefined
    },
  }
}

/** Of what the model does not use but a severity score does: kept apart, from its first value on. */
function scoreInputTarget(
  kind: 'number' | 'flag',
  name: string,
  rows: number,
  scoreOnly: Map<string, Float64Array>,
): Target {
  const checked = numberTarget(kind)
  return {
    column: undefined,
    put(row, value) {
      const message = checked.put(row, value)
      if (message !== undefined || value === null) return message
      const values = scoreOnly.get(name) ?? new Float64Array(rows).fill(Number.NaN)
      values[row] = Number(value)
      scoreOnly.set(name, values)
      return undefined
    },
  }
}

function textTarget(values?: (string | null)[]): Target {
  return {
    column: values && { kind: 'text', values },
    put(row, value) {
      if (value === null) return undefined
      if (typeof value !== 'string') return `must be text or null, not ${named(value)}`
      if (value.length > LONGEST_TEXT) return `must be at most ${LONGEST_TEXT} characters long`
      if (values !== undefined) values[row] = value
      return undefined
    },
  }
}

function numberOf(value: unknown): number | string {
  if (typeof value !== 'number') return `must be a number or null, not ${named(value)}`
  if (!Number.isFinite(value)) return 'must be a finite number'
  if (Math.abs(value) > LARGEST_NUMBER) return 'must be a number from -1e9 to 1e9'
  return value
}

function flagOf(value: unknown): number | string {
  if (value === true || value === 1) return 1
  if (value === false || value === 0) return 0
  return `must be 0, 1, true, false or null, not ${typeof value === 'number' ? 'another number' : named(value)}`
}

/** Names what was sent by its type only: the value may be a patient's. */
function named(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'string' ? 'text' : `a ${typeof value}`
}

function unknown(
  name: string,
  { leaking }: Vocabulary,
  targets: ReadonlyMap<string, Target>,
): string {
  if (leaking.has(name) || leaksOutcome(name)) {
    return LEAKING_FIELD
  }
  const near = nearestName(name, [...targets.keys()])
  return near === undefined
    ? 'is not a feature; GET /api/features lists them'
    : `is not a feature; did you mean ${near}?`
}

/** Brings ages over 89 to the age that training knows them by. */
function hideAges(column: Column | undefined): ReadonlySet<number> {
  const hidden = new Set<number>()
  if (column?.kind !== 'number') return hidden
  column.values.forEach((age, row) => {
    if (age <= OLDEST_SHOWN_AGE || Number.isNaN(age)) return
    column.values[row] = AGE_OVER_89
    if (age !== AGE_OVER_89) hidden.add(row)
  })
  return hidden
}

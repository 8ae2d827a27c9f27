import type { Feature } from '../features/feature.ts'
import { AGE_OVER_89 } from '../features/icustayDetail.ts'
import { jsonPointer } from '../http/inputErrors.ts'
import type { InputError } from '../http/problem.ts'
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
  /** What severity scores are computed from, as far as it was given, whether the model uses it or not; other columns may be there. */
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
  const places = placesOf(features, vocabulary)
  const findings = new FindingList()
  const unused = new Set<string>()
  const modelColumns = features.map(({ kind }) => emptyColumn(kind, rows))
  const scoreColumns: Record<string, FilledColumn> = {}

  request.instances.forEach((instance, row) => {
    for (const [name, value] of Object.entries(instance)) {
      const place = places.get(name)
      const problem =
        place === undefined ? unknown(name, vocabulary, places) : problemOf(place.kind, value)
      if (problem !== undefined) {
        findings.add(findingAt(request, row, name, problem))
        continue
      }
      if (place === undefined) continue
      if (place.column === undefined) unused.add(name)
      if (value === null) continue
      const into =
        place.column !== undefined
          ? modelColumns[place.column]
          : place.isScoreInput
            ? (scoreColumns[name] ??= emptyColumn(place.kind, rows))
            : undefined
      if (into?.kind === 'number') into.values[row] = Number(value)
      else if (into?.kind === 'text' && typeof value === 'string') into.values[row] = value
    }
  })
  findings.throwIfAny()

  const columns: Record<string, Column> = {}
  features.forEach(({ name }, at) => {
    const column = modelColumns[at]
    if (column !== undefined) columns[name] = column
  })
  hideAges(scoreColumns['age'])
  return {
    frame: { rows, columns },
    scoreInputs: { rows, columns: { ...columns, ...scoreColumns } },
    hiddenAges: hideAges(columns['age']),
    unused: [...unused].sort(),
  }
}

/** What a field of an instance is, and where its value goes. */
interface Place {
  readonly kind: FeatureKind
  /** Of the model's features; undefined: it does not use this one, whose value is only checked. */
  readonly column: number | undefined
  /** Some severity score is computed from it. */
  readonly isScoreInput: boolean
}

type Places = ReadonlyMap<string, Place>

/** Places by the features of a model, then by vocabulary: the catalogue is long, and requests are many. */
const known = new WeakMap<readonly ArtifactFeature[], WeakMap<Vocabulary, Places>>()

function placesOf(features: readonly ArtifactFeature[], vocabulary: Vocabulary): Places {
  const ofModel = known.get(features) ?? new WeakMap<Vocabulary, Places>()
  known.set(features, ofModel)
  let places = ofModel.get(vocabulary)
  if (places === undefined) {
    places = new Map<string, Place>([
      ...Array.from(vocabulary.kinds, ([name, kind]): [string, Place] => [
        name,
        { kind, column: undefined, isScoreInput: SEVERITY_INPUTS.has(name) },
      ]),
      ...features.map(({ name, kind }, column): [string, Place] => [
        name,
        { kind, column, isScoreInput: SEVERITY_INPUTS.has(name) },
      ]),
    ])
    ofModel.set(vocabulary, places)
  }
  return places
}

/** A column that is being filled. */
type FilledColumn =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'text'; readonly values: (string | null)[] }

function emptyColumn(kind: FeatureKind, rows: number): FilledColumn {
  return kind === 'category'
    ? { kind: 'text', values: Array.from<string | null>({ length: rows }).fill(null) }
    : { kind: 'number', values: new Float64Array(rows).fill(Number.NaN) }
}

/** Apart from the loop over fields: a closure there would cost each of them, good or bad. */
function findingAt(
  request: PredictRequest,
  row: number,
  name: string,
  problem: () => string,
): () => InputError {
  return () => ({ pointer: `${request.pointerTo(row)}${jsonPointer([name])}`, message: problem() })
}

/** Says, where it is asked, what is wrong with a value; undefined where nothing is. */
function problemOf(kind: FeatureKind, value: unknown): (() => string) | undefined {
  if (value === null) return undefined
  switch (kind) {
    case 'number':
      return isNumber(value) ? undefined : () => numberProblem(value)
    case 'flag':
      return isFlag(value) ? undefined : () => flagProblem(value)
    case 'category':
      return isText(value) ? undefined : () => textProblem(value)
    default:
      return kind satisfies never
  }
}

function isNumber(value: unknown): boolean {
  // NaN is not at most anything
  return typeof value === 'number' && Math.abs(value) <= LARGEST_NUMBER
}

function numberProblem(value: unknown): string {
  if (typeof value !== 'number') return `must be a number or null, not ${named(value)}`
  return Number.isFinite(value) ? 'must be a number from -1e9 to 1e9' : 'must be a finite number'
}

function isFlag(value: unknown): boolean {
  return value === 0 || value === 1 || typeof value === 'boolean'
}

function flagProblem(value: unknown): string {
  return `must be 0, 1, true, false or null, not ${typeof value === 'number' ? 'another number' : named(value)}`
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= LONGEST_TEXT
}

function textProblem(value: unknown): string {
  return typeof value === 'string'
    ? `must be at most ${LONGEST_TEXT} characters long`
    : `must be text or null, not ${named(value)}`
}

/** Names what was sent by its type only: the value may be a patient's. */
function named(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'string' ? 'text' : `a ${typeof value}`
}

function unknown(name: string, { leaking }: Vocabulary, places: Places): () => string {
  return () => {
    if (leaking.has(name) || leaksOutcome(name)) return LEAKING_FIELD
    const near = nearestName(name, [...places.keys()])
    return near === undefined
      ? 'is not a feature; GET /api/features lists them'
      : `is not a feature; did you mean ${near}?`
  }
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

import { z } from 'zod'
import { readNumbers, readTexts } from '../preprocessing/readColumn.ts'
import type { ArtifactFeature } from '../registry/artifact.ts'
import type { Frame } from '../tables/frame.ts'

/** As elsewhere in this project: what fewer patients share is not shown. */
export const FEWEST_PATIENTS = 11

/** Quantile bins of a number; deciles are the custom of the population stability index. */
const MOST_BINS = 10

/**
 * How rows fall into bins.
 *
 * - `number`: bin i holds values above `edges[i − 1]` and up to `edges[i]`; there is one bin more than edges
 * - `category`: bin i holds `levels[i]`, the last bin all other levels
 */
export const binning = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('number'), edges: z.array(z.number()) }),
  z.object({ kind: z.literal('category'), levels: z.array(z.string()) }),
])
export type Binning = z.infer<typeof binning>

const binned = z.object({
  binning,
  /** Rows per bin, those without a value in none. */
  counts: z.array(z.int().nonnegative()),
})
export type Binned = z.infer<typeof binned>

/**
 * `baseline.json` beside a `model.json`: how the training rows of the model were distributed. The same rows give the same
 * bytes. Each bin but the last of a category holds at least `FEWEST_PATIENTS` patients, so that no value shown is of fewer;
 * where there are not so many there is one bin.
 */
export const driftBaseline = z.object({
  format: z.literal(1),
  rows: z.int().positive(),
  patients: z.int().positive(),
  /** Calibrated probabilities that the rows got from models that had not seen them: those of the model itself are too sure. */
  prediction: binned,
  features: z.array(binned.extend({ name: z.string(), missing: z.int().nonnegative() })),
})
export type DriftBaseline = z.infer<typeof driftBaseline>

export interface BaselineInput {
  readonly features: readonly ArtifactFeature[]
  readonly frame: Frame
  /** Positions of the training rows. */
  readonly rows: Int32Array
  /** `subject_id`, one per entry of `rows`. */
  readonly patients: Float64Array
  /** Out-of-fold, calibrated; one per entry of `rows`. */
  readonly probabilities: Float64Array
}

/**
 * How the training rows are distributed, in bins that hide what only few patients have. The same rows give the same
 * bytes.
 */
export function buildBaseline(input: BaselineInput): DriftBaseline {
  const { features, frame, rows, patients, probabilities } = input
  const described = features.map(({ name, kind }) => {
    if (kind === 'category') {
      const texts = readTexts(frame, name, rows)
      const chosen = levelsOf(texts, patients)
      const counts = countTexts(chosen, texts)
      return { name, missing: missingOf(counts, rows.length), binning: chosen, counts }
    }
    const numbers = readNumbers(frame, name, rows)
    const chosen = edgesOf(numbers, patients, kind === 'flag' ? 0 : 1 / MOST_BINS)
    const counts = countNumbers(chosen, numbers)
    return { name, missing: missingOf(counts, rows.length), binning: chosen, counts }
  })
  const chosen = edgesOf(probabilities, patients, 1 / MOST_BINS)
  return {
    format: 1,
    rows: rows.length,
    patients: new Set(patients).size,
    prediction: { binning: chosen, counts: countNumbers(chosen, probabilities) },
    features: described,
  }
}

/** Rows of a frame per bin of a feature. */
export function countColumn(chosen: Binning, frame: Frame, feature: string): number[] {
  return chosen.kind === 'category'
    ? countTexts(chosen, readTexts(frame, feature))
    : countNumbers(chosen, readNumbers(frame, feature))
}

/** Values per bin, NaN in none. */
export function countNumbers(chosen: Binning, values: Float64Array): number[] {
  const edges = chosen.kind === 'number' ? chosen.edges : []
  const counts = Array<number>(edges.length + 1).fill(0)
  for (const value of values) {
    if (Number.isNaN(value)) continue
    let bin = 0
    while (bin < edges.length && value > (edges[bin] ?? 0)) bin++
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts
}

function countTexts(chosen: Binning, values: readonly (string | null)[]): number[] {
  const levels = chosen.kind === 'category' ? chosen.levels : []
  const binOf = new Map(levels.map((level, bin) => [level, bin] as const))
  const counts = Array<number>(levels.length + 1).fill(0)
  for (const value of values) {
    if (value === null) continue
    const bin = binOf.get(value) ?? levels.length
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts
}

function missingOf(counts: readonly number[], rows: number): number {
  return rows - counts.reduce((sum, count) => sum + count, 0)
}

/**
 * Equal values are in one bin, and each is of at least `FEWEST_PATIENTS` patients.
 *
 * @param share - of the values that a bin holds at least
 */
function edgesOf(
  values: Float64Array,
  patients: Float64Array,
  share: number,
): Binning & { kind: 'number' } {
  const order = Array.from(values.keys())
    .filter(row => !Number.isNaN(values[row]))
    .sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b)
  const edges: number[] = []
  const inBin = new Set<number>()
  let start = 0
  order.forEach((row, at) => {
    inBin.add(patients[row] ?? 0)
    const value = values[row] ?? 0
    const isLastOfValue = value !== values[order[at + 1] ?? -1]
    if (isLastOfValue && at + 1 - start >= share * order.length && inBin.size >= FEWEST_PATIENTS) {
      edges.push(roundBetween(value, values[order[at + 1] ?? -1] ?? value))
      inBin.clear()
      start = at + 1
    }
  })
  // the rest is a bin of its own only where it is of so many patients, and no bin where nothing is left
  if (inBin.size < FEWEST_PATIENTS) edges.pop()
  return { kind: 'number', edges }
}

/** The shortest decimal number from `value` to below `next`: an edge is nobody's own value, if it need not be. */
function roundBetween(value: number, next: number): number {
  const middle = value / 2 + next / 2
  for (let digits = 1; digits <= 17; digits++) {
    const rounded = Number(middle.toPrecision(digits))
    if (rounded >= value && rounded < next) return rounded
  }
  return value
}

/** Levels of at least `FEWEST_PATIENTS` patients, the most frequent first. */
function levelsOf(
  values: readonly (string | null)[],
  patients: Float64Array,
): Binning & { kind: 'category' } {
  const patientsOf = new Map<string, Set<number>>()
  values.forEach((level, row) => {
    if (level === null) return
    const known = patientsOf.get(level) ?? new Set<number>()
    patientsOf.set(level, known.add(patients[row] ?? 0))
  })
  const levels = [...patientsOf]
    .filter(([, known]) => known.size >= FEWEST_PATIENTS)
    .sort(([a, of], [b, others]) => others.size - of.size || (a < b ? -1 : 1))
    .map(([level]) => level)
  return { kind: 'category', levels }
}

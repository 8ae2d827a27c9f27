import { z } from 'zod'
import { mean, quantile, variance } from '../preprocessing/moments.ts'
import { FEWEST_PATIENTS } from './subgroups.ts'

/** How many of the stays with one outcome have a value. */
const side = {
  stays: z.int().nonnegative(),
  patients: z.int().nonnegative(),
  /** Share of the stays without a value; null of no stay. */
  missing: z.number().min(0).max(1).nullable(),
}

const numberSide = z.object({
  ...side,
  /** null where fewer than 10 patients have a value; so is `density`. */
  quantiles: z
    .object({ p5: z.number(), p25: z.number(), p50: z.number(), p75: z.number(), p95: z.number() })
    .nullable(),
  /** Per unit of the feature, at each of `at`. */
  density: z.array(z.number().nonnegative()).nullable(),
})

const levelSide = z.object({
  ...side,
  /**
   * Of the stays with a value, one per level; null where so few patients have the level, or where it could be told from
   * the others how few they are; null as a whole where fewer than 10 patients have a value.
   */
  shares: z.array(z.number().min(0).max(1).nullable()).nullable(),
})

/** How a feature of gold is distributed among stays that ended in death and among the others. */
export const outcomeDistribution = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('number'),
    /** From the 1st to the 99th percentile of all values, evenly; empty where nothing varies. */
    at: z.array(z.number()),
    died: numberSide,
    survived: numberSide,
  }),
  z.object({
    kind: z.literal('levels'),
    /** The most frequent first; the last one stands for all that fewer than 10 patients have. */
    levels: z.array(z.string()),
    died: levelSide,
    survived: levelSide,
  }),
])
export type OutcomeDistribution = z.infer<typeof outcomeDistribution>

/** Stays, one entry each. */
export interface Outcomes {
  /** `hospital_expire_flag` */
  readonly labels: ArrayLike<number>
  /** `subject_id` */
  readonly patients: ArrayLike<number>
}

/** Points at which a density is given. */
const POINTS = 101

/** All levels that too few patients have. */
export const OTHER_LEVELS = '(other)'

/**
 * Quantiles (linear between neighbours) and a Gaussian kernel density of each outcome, its bandwidth by Silverman's rule of
 * thumb (Density Estimation, 1986, equation 3.31) for each outcome by itself.
 *
 * @param values - one per stay, NaN is missing
 */
export function numbersByOutcome(values: Float64Array, outcomes: Outcomes): OutcomeDistribution {
  const known = values.filter(value => !Number.isNaN(value)).sort()
  const [low, high] = known.length === 0 ? [0, 0] : [quantile(known, 0.01), quantile(known, 0.99)]
  const at =
    low < high
      ? Array.from({ length: POINTS }, (_, point) => low + ((high - low) * point) / (POINTS - 1))
      : []
  const of = (label: number): z.infer<typeof numberSide> => {
    const { rows, ...counts } = staysOf(label, outcomes, row => !Number.isNaN(values[row]))
    const sorted = Float64Array.from(rows, row => values[row] ?? Number.NaN).sort()
    if (tooFew(rows, outcomes)) return { ...counts, quantiles: null, density: null }
    const [p5, p25, p50, p75, p95] = [0.05, 0.25, 0.5, 0.75, 0.95].map(q => quantile(sorted, q))
    const quantiles = { p5: p5 ?? 0, p25: p25 ?? 0, p50: p50 ?? 0, p75: p75 ?? 0, p95: p95 ?? 0 }
    return { ...counts, quantiles, density: at.length === 0 ? [] : densityOf(sorted, at) }
  }
  return { kind: 'number', at, died: of(1), survived: of(0) }
}

/**
 * Shares of the levels among the stays of each outcome.
 *
 * @param values - one per stay, null is missing
 */
export function levelsByOutcome(
  values: readonly (string | null)[],
  outcomes: Outcomes,
): OutcomeDistribution {
  const frequent = frequentLevels(values, outcomes)
  const levelOf = (row: number): string => {
    const level = values[row] ?? ''
    return frequent.includes(level) ? level : OTHER_LEVELS
  }
  const hasOthers = values.some(level => level !== null && !frequent.includes(level))
  const levels = hasOthers ? [...frequent, OTHER_LEVELS] : frequent
  const of = (label: number): z.infer<typeof levelSide> => {
    const { rows, ...counts } = staysOf(label, outcomes, row => (values[row] ?? null) !== null)
    if (tooFew(rows, outcomes)) return { ...counts, shares: null }
    const cells = levels.map(level => rows.filter(row => levelOf(row) === level))
    const hidden = hiddenCells(cells.map(cell => patientsOf(cell, outcomes).size))
    const shares = cells.map((cell, index) =>
      hidden.has(index) ? null : cell.length / rows.length,
    )
    return { ...counts, shares }
  }
  return { kind: 'levels', levels, died: of(1), survived: of(0) }
}

function staysOf(label: number, outcomes: Outcomes, isKnown: (row: number) => boolean) {
  const all = Array.from({ length: outcomes.labels.length }, (_, row) => row).filter(
    row => outcomes.labels[row] === label,
  )
  const rows = all.filter(isKnown)
  return {
    rows,
    stays: all.length,
    patients: patientsOf(all, outcomes).size,
    missing: all.length === 0 ? null : 1 - rows.length / all.length,
  }
}

function patientsOf(rows: readonly number[], { patients }: Outcomes): ReadonlySet<number> {
  return new Set(rows.map(row => patients[row] ?? Number.NaN))
}

function tooFew(rows: readonly number[], outcomes: Outcomes): boolean {
  return patientsOf(rows, outcomes).size < FEWEST_PATIENTS
}

/** Levels of enough patients, the one of the most stays first. */
function frequentLevels(values: readonly (string | null)[], outcomes: Outcomes): string[] {
  const rowsOf = new Map<string, number[]>()
  values.forEach((level, row) => {
    if (level === null) return
    const rows = rowsOf.get(level)
    if (rows === undefined) rowsOf.set(level, [row])
    else rows.push(row)
  })
  return [...rowsOf]
    .filter(([, rows]) => !tooFew(rows, outcomes))
    .sort(([a, { length }], [b, { length: other }]) => other - length || (a < b ? -1 : 1))
    .map(([level]) => level)
}

function isFew(patients: number): boolean {
  return patients > 0 && patients < FEWEST_PATIENTS
}

/** Cells of a few patients, and where that is one cell the next smallest, from which and the sum it would be known. */
function hiddenCells(patients: readonly number[]): ReadonlySet<number> {
  const hidden = patients.flatMap((count, cell) => (isFew(count) ? [cell] : []))
  if (hidden.length !== 1) return new Set(hidden)
  const next = [...patients.keys()]
    .filter(cell => !isFew(patients[cell] ?? 0) && patients[cell] !== 0)
    .sort((a, b) => (patients[a] ?? 0) - (patients[b] ?? 0))[0]
  return new Set(next === undefined ? hidden : [...hidden, next])
}

/** @param sorted - ascending */
function densityOf(sorted: Float64Array, at: readonly number[]): number[] {
  const count = sorted.length
  const deviation = Math.sqrt(variance(sorted, mean(sorted)) * (count / (count - 1)))
  const spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.34
  const scale = spread > 0 ? Math.min(deviation, spread) : deviation
  const step = (at[1] ?? 0) - (at[0] ?? 0)
  // of equal values, which have no scale: as narrow as can be drawn
  const width = Math.max(0.9 * scale * Math.exp(-Math.log(count) / 5), step)
  const height = 1 / (count * width * Math.sqrt(2 * Math.PI))
  return at.map(point => {
    let sum = 0
    for (const value of sorted) {
      const away = (point - value) / width
      sum += Math.exp((-away * away) / 2)
    }
    return sum * height
  })
}

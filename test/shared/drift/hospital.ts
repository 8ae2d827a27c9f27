import { type Random, seededRandom } from '../../../shared/random.ts'
import type { ArtifactFeature } from '../../../shared/registry/artifact.ts'
import type { Column, Frame } from '../../../shared/tables/frame.ts'
import { sampleFeature } from '../registry/sampleVersion.ts'

const NUMBERS = 30
const FLAGS = 10
const UNITS = ['MICU', 'SICU', 'CCU', 'CSRU', 'TSICU'] as const

/** Thirty numbers that hang together (some of few values, one third often missing), ten flags, a care unit. */
export const FEATURES: readonly ArtifactFeature[] = [
  ...Array.from({ length: NUMBERS }, (_, at) => sampleFeature(`number_${at}`)),
  ...Array.from({ length: FLAGS }, (_, at) => ({
    ...sampleFeature(`flag_${at}`),
    kind: 'flag' as const,
  })),
  { ...sampleFeature('unit'), kind: 'category' as const, levels: [...UNITS] },
]

/** What a sample differs in from the others. */
export interface Shift {
  /** Standard deviations added to `number_3`. */
  readonly mean?: number
  /** Share of `number_4`, which nobody else lacks, that is missing. */
  readonly missing?: number
  /** Every stay is in this unit. */
  readonly unit?: string
  /** Log-odds added to the predictions. */
  readonly risk?: number
}

export interface Sample {
  readonly inputs: Frame
  readonly probabilities: Float64Array
}

/** Stays of a made-up hospital; another seed gives other stays of the same hospital. */
export function drawStays(rows: number, seed: number, shift: Shift = {}): Sample {
  const random = seededRandom(seed, 'stays', rows)
  const illness = Float64Array.from({ length: rows }, () => random.normal())
  const columns: Record<string, Column> = {}
  for (let at = 0; at < NUMBERS; at++) {
    columns[`number_${at}`] = { kind: 'number', values: numbers(random, illness, at, shift) }
  }
  for (let at = 0; at < FLAGS; at++) {
    const values = illness.map(ill => (random.normal() + ill / 2 > at / 4 ? 1 : 0))
    columns[`flag_${at}`] = { kind: 'number', values }
  }
  const units = Array.from({ length: rows }, () => {
    const drawn = random.uniform()
    return shift.unit ?? UNITS[Math.floor(drawn * drawn * UNITS.length)] ?? null
  })
  columns['unit'] = { kind: 'text', values: units }
  const probabilities = illness.map(ill => 1 / (1 + Math.exp(2 - ill - (shift.risk ?? 0))))
  return { inputs: { rows, columns }, probabilities }
}

function numbers(random: Random, illness: Float64Array, at: number, shift: Shift): Float64Array {
  const added = at === 3 ? (shift.mean ?? 0) : 0
  const lacking = at === 4 ? (shift.missing ?? 0) : at % 3 === 0 && at !== 3 ? 0.4 : 0
  return illness.map(ill => {
    const value = (random.normal() + ill) / Math.SQRT2 + added
    if (random.uniform() < lacking) return Number.NaN
    // some are scores of few values
    return at % 5 === 1 ? Math.round(value) : value
  })
}

/** Rows drawn from a sample with replacement. */
export function resample({ inputs, probabilities }: Sample, rows: number, seed: number): Sample {
  const random = seededRandom(seed, 'resample', rows)
  const drawn = Array.from({ length: rows }, () => random.int(inputs.rows))
  const columns = Object.fromEntries(
    Object.entries(inputs.columns).map(([name, column]): [string, Column] => [
      name,
      column.kind === 'number'
        ? { kind: 'number', values: Float64Array.from(drawn, row => column.values[row] ?? 0) }
        : { kind: 'text', values: drawn.map(row => column.values[row] ?? null) },
    ]),
  )
  const taken = Float64Array.from(drawn, row => probabilities[row] ?? 0)
  return { inputs: { rows, columns }, probabilities: taken }
}

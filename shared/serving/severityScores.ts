import { z } from 'zod'
import { OASIS_COMPONENTS, oasisProbability } from '../features/oasis.ts'
import { sapsiiComponents, sapsiiProbability } from '../features/sapsii.ts'
import { type ScoreComponent, scorePoints, scoreSums } from '../features/severityScore.ts'
import { SAPSII_DISEASES } from '../mimic/chronicDiseases.ts'
import type { Column, Frame } from '../tables/frame.ts'

const severityScore = z.object({
  score: z.int().min(0),
  probability: z
    .number()
    .min(0)
    .max(1)
    .meta({ description: 'of dying in hospital, by the published formula, not recalibrated' }),
  countedAsNormal: z
    .array(z.string())
    .meta({ description: 'inputs that were not given and that the score takes as normal then' }),
})
type SeverityScore = z.infer<typeof severityScore>

/** Published severity scores of one patient; null where the inputs do not suffice. */
export const severityScores = z.object({
  oasis: severityScore.nullable(),
  sapsii: severityScore
    .nullable()
    .meta({ description: 'SAPS-II, chronic diseases by codes of earlier admissions' }),
})
export type SeverityScores = z.infer<typeof severityScores>

interface ServedScore {
  readonly components: readonly ScoreComponent[]
  /** Without these the score would be too low by an unknown amount. */
  readonly required: readonly string[]
  /** What healthier patients have no value of. */
  readonly optional: readonly string[]
  readonly probability: (score: number) => number
}

/**
 * Le Gall et al. (JAMA 1993) take as normal what was not measured. That holds for what is measured only where it is
 * feared: bilirubin, blood gases (asked for only while ventilated) and the codes of earlier admissions.
 */
const OPTIONAL: ReadonlySet<string> = new Set([
  'bilirubin_max',
  'pf_ratio_supported_min',
  ...SAPSII_DISEASES.map(({ name }) => `prior_sapsii_${name}`),
])

const OASIS = servedScore(OASIS_COMPONENTS, oasisProbability)
const SAPSII = servedScore(sapsiiComponents('strict'), sapsiiProbability)

/** The scores are of the first 24 h: urine of 6 h would count as oliguria. */
const SCORE_HOURS = 24

/** Catalogue features that some score is computed from, all of them numbers or flags. */
export const SEVERITY_INPUTS: ReadonlySet<string> = new Set(
  [OASIS, SAPSII].flatMap(({ required, optional }) => [...required, ...optional]),
)

/**
 * OASIS and SAPS-II of each row, where its inputs suffice.
 *
 * @param frame - columns by catalogue name; missing ones, and NaN, were not given
 * @param predictionHours - end of the window that the values are of
 */
export function severityScoresOf(
  frame: Frame,
  predictionHours: number,
): (row: number) => SeverityScores {
  if (predictionHours !== SCORE_HOURS) return () => ({ oasis: null, sapsii: null })
  const oasis = scoreOf(OASIS, frame)
  const sapsii = scoreOf(SAPSII, frame)
  return row => ({ oasis: oasis(row), sapsii: sapsii(row) })
}

function scoreOf(
  { components, required, optional, probability }: ServedScore,
  frame: Frame,
): (row: number) => SeverityScore | null {
  const needed = required.map(name => frame.columns[name])
  // a column that no row has: not worth adding up points
  if (needed.includes(undefined)) return () => null
  const scores = scoreSums(scorePoints(components, frame))
  return row => {
    if (needed.some(column => isMissing(column, row))) return null
    const score = scores[row] ?? 0
    const countedAsNormal = optional.filter(name => isMissing(frame.columns[name], row))
    return { score, probability: probability(score), countedAsNormal }
  }
}

function isMissing(column: Column | undefined, row: number): boolean {
  return column?.kind !== 'number' || Number.isNaN(column.values[row] ?? Number.NaN)
}

function servedScore(
  components: readonly ScoreComponent[],
  probability: ServedScore['probability'],
): ServedScore {
  const inputs = [...new Set(components.flatMap(({ features }) => features))]
  return {
    components,
    required: inputs.filter(name => !OPTIONAL.has(name)),
    optional: inputs.filter(name => OPTIONAL.has(name)),
    probability,
  }
}

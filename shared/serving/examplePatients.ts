import { z } from 'zod'
import type { ArtifactFeature } from '../registry/artifact.ts'
import { readLineage } from '../registry/versions.ts'
import { BlobNotFound, type Lake, type LakePath } from '../storage/lake.ts'
import { MODEL_NAME } from '../storage/paths.ts'
import type { Frame } from '../tables/frame.ts'
import type { ChampionCache } from './championCache.ts'

const examplePatient = z.object({
  severity: z.enum(['low', 'medium', 'high']).meta({ description: 'among the patients of gold' }),
  oasis: z.number().meta({ description: 'OASIS of the first 24 h, missing inputs as normal' }),
  features: z
    .record(z.string(), z.union([z.number(), z.string()]))
    .meta({ description: 'as POST /api/predict takes them; what is not known is absent' }),
})
export type ExamplePatient = z.infer<typeof examplePatient>

/** The answer of `GET /api/examples`. */
export const examplesAnswer = z.object({
  model: z.object({ name: z.string(), version: z.string() }),
  dataset: z.string().nullable().meta({
    description:
      "the champion's, where the setting EXAMPLE_DATASETS names it; null: its patients are not shown",
  }),
  examples: z.array(examplePatient),
})
export type ExamplesAnswer = z.infer<typeof examplesAnswer>

/** What the work needs of the outside; `choose` runs where it delays no answer. */
export interface ExampleSources {
  readonly lake: Lake
  readonly champion: ChampionCache
  /** Datasets whose patients may be shown. */
  readonly datasets: readonly string[]
  readonly choose: (
    gold: LakePath,
    features: readonly ArtifactFeature['name'][],
  ) => Promise<readonly ExamplePatient[]>
}

/**
 * Patients of the gold that the champion was trained on, by its inputs: no identifiers, no times, no outcome. Only of
 * datasets that are open or made up, which the operator names: none by default.
 *
 * @throws AppError NO_CHAMPION
 */
export async function examplesOfChampion({
  lake,
  champion,
  datasets,
  choose,
}: ExampleSources): Promise<ExamplesAnswer> {
  const { model } = await champion.current()
  const { version } = model
  const nobody = { model: { name: MODEL_NAME, version }, dataset: null, examples: [] }
  if (datasets.length === 0) return nobody
  const lineage = await readLineage(lake, version)
  if (lineage === null || !datasets.includes(lineage.dataset)) return nobody
  // a text without a list of its levels is free text, and might name someone
  const features = model.features.filter(
    ({ kind, levels }) => kind !== 'category' || levels !== undefined,
  )
  const names = features.map(({ name }) => name)
  try {
    const examples = await choose(lineage.gold.path, names)
    return { ...nobody, dataset: lineage.dataset, examples: [...examples] }
  } catch (error) {
    // the model outlives the data that it was made from
    if (error instanceof BlobNotFound) return nobody
    throw error
  }
}

/** Where among the patients, in order of their OASIS, an example stands. */
const QUANTILES: Readonly<Record<ExamplePatient['severity'], number>> = {
  low: 0.1,
  medium: 0.5,
  high: 0.9,
}

/**
 * A patient of low, one of medium and one of high severity; of those with the same OASIS the one of whom most is known,
 * and of these the first.
 *
 * @param gold - the features, and `oasis`
 * @param features - names; a patient has a value or not
 */
export function severityExamples(
  gold: Frame,
  features: readonly ArtifactFeature['name'][],
): readonly ExamplePatient[] {
  const { oasis } = gold.columns
  if (oasis?.kind !== 'number') throw new Error('gold has no OASIS')
  const ordered = oasis.values.filter(score => !Number.isNaN(score)).sort()
  if (ordered.length === 0) return []

  const taken = new Set<number>()
  return (['low', 'medium', 'high'] as const).flatMap(severity => {
    const score = ordered[Math.round(QUANTILES[severity] * (ordered.length - 1))] ?? 0
    let best: { row: number; features: ExamplePatient['features']; known: number } | undefined
    oasis.values.forEach((value, row) => {
      if (value !== score || taken.has(row)) return
      const given = featuresOf(gold, features, row)
      const known = Object.keys(given).length
      if (best === undefined || known > best.known) best = { row, features: given, known }
    })
    if (best === undefined) return []
    taken.add(best.row)
    return [{ severity, oasis: score, features: best.features }]
  })
}

function featuresOf(
  gold: Frame,
  features: readonly string[],
  row: number,
): ExamplePatient['features'] {
  const given: Record<string, number | string> = {}
  for (const name of features) {
    const column = gold.columns[name]
    const value = column?.values[row] ?? null
    if (value !== null && !Number.isNaN(value)) given[name] = value
  }
  return given
}

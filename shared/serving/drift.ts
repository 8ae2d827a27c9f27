import { z } from 'zod'
import type { DriftMeasured, measureDrift } from '../compute/driftTasks.ts'
import { driftReport } from '../drift/driftReport.ts'
import { AppError } from '../http/problem.ts'
import { readChampion } from '../registry/championPointer.ts'
import { readBaseline } from '../registry/versions.ts'
import type { Lake, LakePath } from '../storage/lake.ts'
import { MODEL_NAME } from '../storage/paths.ts'
import type { Rows } from '../storage/rows.ts'
import {
  type LoggedPart,
  listParts,
  type PredictionSource,
  partPath,
  predictionSource,
} from './loggedPredictions.ts'

/** Without `since`: so far back. */
export const DRIFT_DAYS = 7

/** The newest predictions are looked at, up to about so many: they tell as much as more would. */
const MOST_PREDICTIONS = 20_000

/** A part is one download; where predictions come one by one each has its own. */
const MOST_PARTS = 1_000

/** The answer of `GET /api/models/champion/drift`. */
export const championDrift = z.object({
  model: z.object({ name: z.string(), version: z.string() }),
  since: z.string(),
  until: z.string(),
  source: predictionSource
    .nullable()
    .meta({ description: 'whose predictions were compared; null: those of all sources' }),
  state: z.enum(['no-baseline', 'insufficient', 'stable', 'drifted']).meta({
    description:
      'no-baseline: the version was published before baselines were kept; insufficient: fewer than 100 predictions',
  }),
  repeated: z.int().meta({ description: 'left out: their inputs are those of another' }),
  earlier: z
    .int()
    .meta({ description: 'left out: logged since then, but older than the newest 20,000 or so' }),
  report: driftReport.nullable(),
})
export type ChampionDrift = z.infer<typeof championDrift>

/** What the work needs of the outside; `measure` runs where it delays no answer. */
export interface DriftSources {
  readonly lake: Lake
  readonly rows: Rows
  readonly measure: (
    paths: readonly LakePath[],
    task: Omit<Parameters<typeof measureDrift>[0], 'parts'>,
  ) => Promise<DriftMeasured>
}

/**
 * Compares the logged predictions of the champion with its training rows.
 *
 * @param times - ISO 8601, UTC
 * @param source - only its predictions; left out: all of them
 * @throws AppError MODEL_NOT_FOUND where no version serves
 */
export async function driftOfChampion(
  { lake, rows, measure }: DriftSources,
  times: { readonly since: string; readonly until: string },
  source?: PredictionSource,
): Promise<ChampionDrift> {
  const version = (await readChampion(lake))?.pointer.version
  if (version === undefined) {
    throw new AppError('MODEL_NOT_FOUND', 'No version is the champion yet.')
  }
  const known = { model: { name: MODEL_NAME, version }, ...times, source: source ?? null }
  const baseline = await readBaseline(lake, version)
  if (baseline === undefined) {
    return { ...known, state: 'no-baseline', repeated: 0, earlier: 0, report: null }
  }
  const { taken, earlier } = newestParts(
    await listParts(rows, version, { since: times.since, source }),
  )
  const paths = taken.map(({ part }) => partPath(part))
  const { report, repeated } = await measure(paths, { baseline, since: times.since })
  return { ...known, state: report.state, repeated, earlier, report }
}

/** `days` before a time; ISO 8601, UTC. */
export function daysBefore(until: string, days = DRIFT_DAYS): string {
  return new Date(Date.parse(until) - days * 86_400_000).toISOString()
}

function newestParts(parts: readonly LoggedPart[]): {
  readonly taken: readonly LoggedPart[]
  readonly earlier: number
} {
  const taken: LoggedPart[] = []
  let predictions = 0
  let earlier = 0
  for (const part of parts.toReversed()) {
    if (taken.length < MOST_PARTS && predictions < MOST_PREDICTIONS) {
      taken.push(part)
      predictions += part.predictions
    } else earlier += part.predictions
  }
  return { taken, earlier }
}

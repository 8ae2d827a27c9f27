import type { AttritionStep } from '../contracts/training.ts'
import { literal, parquetFiles, type Sql } from '../tables/sql.ts'

export interface CohortOptions {
  /** Hours after ICU `intime` at which the prediction is made. */
  readonly predictionHours: number
  /** With more than 0, stays that end (by death or by leaving the ICU) within so many hours after the window are left out. */
  readonly gapHours: number
}

interface Criterion {
  readonly step: string
  /** Condition on a row of icustay_detail. */
  readonly holds: string
}

/**
 * Writes the cohort: `subject_id, hadm_id, icustay_id, intime, window_end`, sorted by `icustay_id`, where `window_end`
 * is `intime` + `predictionHours`, the moment of prediction.
 *
 * Adults (≥ 18), first ICU stay of the admission, in the ICU (`outtime` at or after the mark) and alive (`deathtime`
 * null or after the mark: who dies exactly then is left out) at the moment of prediction.
 *
 * @returns how many stays, deaths and patients are left after each criterion, all stays first
 */
export async function selectCohort(
  sql: Sql,
  icustayDetail: string,
  options: CohortOptions,
  output: string,
): Promise<readonly AttritionStep[]> {
  const criteria = cohortCriteria(options)
  const stays = parquetFiles([icustayDetail])
  const steps = criteria.map((criterion, index) => {
    const holds = conjunction(criteria.slice(0, index + 1))
    return `SELECT ${literal(criterion.step)} AS step, ${index} AS number, ${attritionCounts}
      FROM ${stays} WHERE ${holds}`
  })
  const counted = await sql.rows(`${steps.join(' UNION ALL ')} ORDER BY number`)

  await sql.run(`COPY (
    SELECT subject_id, hadm_id, icustay_id, intime,
      make_timestamp(${endOf(options.predictionHours)})::TIMESTAMPTZ AS window_end
    FROM ${stays} WHERE ${conjunction(criteria)} ORDER BY icustay_id
  ) TO ${literal(output)} (FORMAT parquet, COMPRESSION zstd)`)

  return counted.map(row => attritionStep(row['step'], row))
}

/** Select list that counts stays, deaths and patients of rows of icustay_detail. */
export const attritionCounts = `count(*) AS stays, coalesce(sum(hospital_expire_flag), 0)::BIGINT AS positives,
  count(DISTINCT subject_id) AS patients`

/** A row of `attritionCounts` under its name. */
export function attritionStep(
  step: unknown,
  row: Readonly<Record<string, unknown>> | undefined,
): AttritionStep {
  return {
    step: String(step),
    stays: Number(row?.['stays']),
    positives: Number(row?.['positives']),
    patients: Number(row?.['patients']),
  }
}

function cohortCriteria({ predictionHours, gapHours }: CohortOptions): readonly Criterion[] {
  const mark = endOf(predictionHours)
  const criteria = [
    { step: 'All ICU stays', holds: 'true' },
    { step: 'Adults (18 years and older)', holds: 'adult = 1' },
    { step: 'First ICU stay of the admission', holds: 'first_icu_stay = 1' },
    { step: `In the ICU at ${predictionHours} h`, holds: `epoch_us(outtime) >= ${mark}` },
    {
      step: `Alive at ${predictionHours} h`,
      holds: aliveAfter(mark),
    },
  ]
  if (gapHours === 0) return criteria

  const end = endOf(predictionHours + gapHours)
  return [
    ...criteria,
    {
      step: `In the ICU and alive ${gapHours} h after that`,
      holds: `epoch_us(outtime) >= ${end} AND ${aliveAfter(end)}`,
    },
  ]
}

function conjunction(criteria: readonly Criterion[]): string {
  return criteria.map(criterion => `(${criterion.holds})`).join(' AND ')
}

/** The moment `hours` after ICU `intime`, in µs since the epoch. */
function endOf(hours: number): string {
  return `(epoch_us(intime) + ${Math.round(hours * 3_600_000_000)})`
}

function aliveAfter(mark: string): string {
  return `(deathtime IS NULL OR epoch_us(deathtime) > ${mark})`
}

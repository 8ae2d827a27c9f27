import { literal, parquetFiles, type Sql } from '../tables/sql.ts'

/** Patients whose rows a training run's proof changes. */
export const SAMPLED_PATIENTS = 100

/**
 * SQL of the patients that a proof works on, `subject_id`: as many of the cohort, by a hash of the patient, so that the
 * same cohort has the same sample however its rows lie.
 */
export function sampledPatients(cohort: string, most: number): string {
  return `(SELECT subject_id FROM (SELECT DISTINCT subject_id FROM ${parquetFiles([cohort])})
    ORDER BY sha256('leakage:' || subject_id::BIGINT), subject_id LIMIT ${most})`
}

/**
 * Writes all rows, of any time and with all columns, that a table has of the sampled patients.
 *
 * @param parts - Parquet files of a silver table with a `subject_id`
 */
export async function writeSample(
  sql: Sql,
  parts: readonly string[],
  cohort: string,
  output: string,
  most = SAMPLED_PATIENTS,
): Promise<void> {
  await sql.run(`COPY (
    SELECT * FROM ${parquetFiles(parts)} WHERE subject_id IN ${sampledPatients(cohort, most)}
  ) TO ${literal(output)} (FORMAT parquet, COMPRESSION zstd)`)
}

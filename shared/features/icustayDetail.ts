import { literal, parquetFiles, type Sql } from '../tables/sql.ts'

/** Local Parquet files of silver tables, by lower-case table name. */
export interface IcustayDetailSources {
  readonly patients: readonly string[]
  readonly admissions: readonly string[]
  readonly icustays: readonly string[]
  /** Optional table: without it `first_service` is null everywhere. */
  readonly services?: readonly string[]
}

/** The same as SQL that may stand behind FROM: a table of the connection, or `read_parquet`. */
export type IcustayDetailRelations = Readonly<
  Record<'patients' | 'admissions' | 'icustays' | 'services', string>
>

/** Patients over 89 have a date of birth 300 years back; their median age is this. */
export const AGE_OVER_89 = 91.4

/** A year as mimic-code's `icustay_detail` counts it, in days. */
export const DAYS_PER_YEAR = 365.242

/**
 * Writes joined silver: one row per ICU stay, sorted by `icustay_id`, from PATIENTS × ADMISSIONS × ICUSTAYS × first
 * service. Stays without their patient or admission are left out.
 *
 * - `age`: years at ICU `intime`, `AGE_OVER_89` for all above 89; 6 decimals
 * - `first_service`, `first_service_time`: the earliest service of the admission, whenever that was: who uses it
 *   must ask whether it was known by then; at equal times the alphabetically first
 * - `first_icu_stay`: 1 for the earliest stay of the admission
 * - `pre_icu_hours`: from hospital admission to ICU `intime`; below 0 in a few dirty rows, kept
 * - `ed_hours`: in the emergency department before ICU `intime`: its end is capped at `intime`, as the record often
 *   closes later; null where the admission did not come through it
 * - `los_icu_days`, `los_hospital_days`, `discharge_location`, `last_careunit`: known at discharge only
 */
export async function buildIcustayDetail(
  sql: Sql,
  silver: IcustayDetailSources,
  output: string,
): Promise<void> {
  const { patients, admissions, icustays, services = [] } = silver
  const relations = {
    patients: parquetFiles(patients),
    admissions: parquetFiles(admissions),
    icustays: parquetFiles(icustays),
    services: services.length === 0 ? NO_SERVICES : parquetFiles(services),
  }
  await sql.run(
    `COPY (${icustayDetailQuery(relations)}) TO ${literal(output)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}

/** The query of `buildIcustayDetail`. */
export function icustayDetailQuery(silver: IcustayDetailRelations): string {
  return `
    WITH first_services AS (
      SELECT hadm_id, min({ time: transfertime, service: trim(curr_service) }) AS first
      FROM ${silver.services} WHERE transfertime IS NOT NULL GROUP BY hadm_id
    ), joined AS (
      SELECT i.subject_id, i.hadm_id, i.icustay_id, i.dbsource, i.first_careunit, i.last_careunit,
        i.intime, i.outtime, p.gender, p.dob,
        a.admittime, a.dischtime, a.deathtime, a.admission_type, a.admission_location,
        a.discharge_location, a.insurance, a.marital_status, a.ethnicity, a.edregtime, a.edouttime,
        a.diagnosis, a.hospital_expire_flag,
        s.first.service AS first_service, s.first.time AS first_service_time,
        ${hoursBetween('p.dob', 'i.intime')} / 24 / ${DAYS_PER_YEAR} AS years,
        row_number() OVER (PARTITION BY i.hadm_id ORDER BY i.intime, i.icustay_id) AS stay_number
      FROM ${silver.icustays} i
      JOIN ${silver.patients} p ON p.subject_id = i.subject_id
      JOIN ${silver.admissions} a ON a.hadm_id = i.hadm_id
      LEFT JOIN first_services s ON s.hadm_id = i.hadm_id
    )
    SELECT subject_id::BIGINT AS subject_id, hadm_id::BIGINT AS hadm_id, icustay_id::BIGINT AS icustay_id,
      dbsource, intime, outtime, admittime, dischtime, deathtime,
      gender, round(CASE WHEN years > 89 THEN ${AGE_OVER_89} ELSE years END, 6) AS age,
      admission_type, admission_location, insurance, ethnicity, marital_status,
      diagnosis AS admission_text, first_careunit, first_service, first_service_time,
      (years >= 18)::INTEGER AS adult,
      (stay_number = 1)::INTEGER AS first_icu_stay,
      round(${hoursBetween('admittime', 'intime')}, 6) AS pre_icu_hours,
      CASE WHEN edregtime IS NOT NULL
        THEN round(greatest(0, ${hoursBetween('edregtime', 'least(edouttime, intime)')}), 6) END AS ed_hours,
      hospital_expire_flag::INTEGER AS hospital_expire_flag,
      last_careunit, discharge_location,
      round(${hoursBetween('intime', 'outtime')} / 24, 6) AS los_icu_days,
      round(${hoursBetween('admittime', 'dischtime')} / 24, 6) AS los_hospital_days
    FROM joined
    ORDER BY icustay_id`
}

const NO_SERVICES = `(SELECT NULL::BIGINT AS hadm_id, NULL::TIMESTAMPTZ AS transfertime,
  NULL::VARCHAR AS curr_service WHERE false)`

function hoursBetween(start: string, end: string): string {
  return `((epoch_us(${end}) - epoch_us(${start})) / 3600000000)`
}

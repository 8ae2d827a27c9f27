import { SAPSII_DISEASES } from '../mimic/chronicDiseases.ts'
import { COMORBIDITIES, type Comorbidity, SWITCHED_OFF_BY } from '../mimic/comorbidities.ts'
import { literal } from '../tables/sql.ts'

/**
 * Common table expressions over `stays (icustay_id, hadm_id, subject_id, admittime, intime)`, `admissions` and
 * `diagnoses`, which end in two tables with one row per stay:
 *
 * - `prior`: `prior_<comorbidity>` from admissions of the patient that ended before ICU `intime`
 * - `discharge_codes`: `diagnosis_<comorbidity>` from this admission, coded after its end, and `primary_diagnosis`
 *
 * and the same of SAPS-II's chronic diseases, `prior_sapsii_<disease>` and `diagnosis_sapsii_<disease>`.
 *
 * 1 where a code says so, 0 where there are codes but none says so, null where there are no codes: without an earlier
 * admission a comorbidity is unknown, not absent. The primary diagnosis (`seq_num` 1) is never a comorbidity of
 * Elixhauser's; of SAPS-II's diseases it may be.
 */
export function comorbiditiesCte(): string {
  const tuples = [
    ...codeTuples(COMORBIDITIES, '', false),
    ...codeTuples(SAPSII_DISEASES, SAPSII, true),
  ]
  return `
    comorbidity_codes(comorbidity, code, prefix_length, primary_counts) AS (VALUES ${tuples.join(', ')}),
    coded AS (
      SELECT hadm_id, seq_num, upper(replace(trim(icd9_code), '.', '')) AS code
      FROM diagnoses WHERE icd9_code IS NOT NULL
    ),
    coded_keys AS (
      SELECT hadm_id, seq_num, code AS key, 0 AS prefix_length FROM coded
      UNION ALL SELECT hadm_id, seq_num, left(code, 3), 3 FROM coded
      UNION ALL SELECT hadm_id, seq_num, left(code, 4), 4 FROM coded
    ),
    conditions AS (
      SELECT DISTINCT k.hadm_id, c.comorbidity
      FROM coded_keys k JOIN comorbidity_codes c ON c.code = k.key AND c.prefix_length = k.prefix_length
      WHERE c.primary_counts OR k.seq_num IS DISTINCT FROM 1
    ),
    primary_codes AS (SELECT hadm_id, min(code) AS code FROM coded WHERE seq_num = 1 GROUP BY hadm_id),
    coded_admissions AS (SELECT DISTINCT hadm_id FROM coded),
    earlier AS (
      SELECT s.icustay_id, a.hadm_id
      FROM stays s JOIN admissions a ON a.subject_id = s.subject_id
        AND a.admittime < s.admittime AND epoch_us(a.dischtime) <= epoch_us(s.intime)
      WHERE a.hadm_id IN (SELECT hadm_id FROM coded_admissions)
    ),
    own AS (
      SELECT icustay_id, hadm_id FROM stays WHERE hadm_id IN (SELECT hadm_id FROM coded_admissions)
    ),
    prior AS (${flagsQuery('earlier', 'prior')}),
    discharge_flags AS (${flagsQuery('own', 'diagnosis')}),
    discharge_codes AS (
      SELECT f.*, p.code AS primary_diagnosis
      FROM discharge_flags f JOIN own USING (icustay_id) LEFT JOIN primary_codes p ON p.hadm_id = own.hadm_id
    )`
}

/** Begins the names of SAPS-II's diseases, which overlap with Elixhauser's. */
const SAPSII = 'sapsii_'

function codeTuples(
  diseases: readonly Comorbidity[],
  prefix: string,
  primaryCounts: boolean,
): readonly string[] {
  const tuple = (name: string, code: string, length: number) =>
    `('${prefix}${name}', ${literal(code)}, ${length}, ${primaryCounts})`
  return diseases.flatMap(({ name, exact, prefixes }) => [
    ...exact.map(code => tuple(name, code, 0)),
    ...prefixes.map(code => tuple(name, code, code.length)),
  ])
}

function flagsQuery(admissions: string, prefix: string): string {
  const flags = COMORBIDITIES.map(({ name }) => {
    const graver = SWITCHED_OFF_BY[name]
    const present = graver === undefined ? has(name) : `${has(name)} AND NOT ${has(graver)}`
    return `(${present})::INTEGER AS ${prefix}_${name}`
  })
  const diseases = SAPSII_DISEASES.map(
    ({ name }) => `(${has(SAPSII + name)})::INTEGER AS ${prefix}_${SAPSII}${name}`,
  )
  return `SELECT a.icustay_id, ${[...flags, ...diseases].join(', ')}
      FROM ${admissions} a LEFT JOIN conditions c ON c.hadm_id = a.hadm_id GROUP BY a.icustay_id`
}

function has(comorbidity: string): string {
  return `coalesce(bool_or(comorbidity = '${comorbidity}'), false)`
}

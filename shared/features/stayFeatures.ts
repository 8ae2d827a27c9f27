/** The first service as a replacement for its column: one that began after the moment of prediction is not known yet. */
export const KNOWN_SERVICE =
  'CASE WHEN first_service_time <= window_end THEN trim(first_service) END AS first_service'

/** Surgical services, as mimic-code's `sapsii.sql` finds them; its `oasis.sql` counts orthopaedics among them. */
const SURGICAL = `s.first_service ILIKE '%SURG%'`
const SURGICAL_OR_ORTHOPAEDIC = `(${SURGICAL} OR s.first_service = 'ORTHO')`

/**
 * SQL expressions, over `s`, the rows of icustay_detail, of the features that are not columns of their own name.
 * Texts are trimmed; the empty one is null.
 */
export const ADMISSION_EXPRESSIONS: Readonly<Record<string, string>> = {
  gender: text('s.gender'),
  admission_type: text('s.admission_type'),
  admission_location: text('s.admission_location'),
  insurance: text('s.insurance'),
  // the groups of mimic-code's icustay_detail, by the beginning of the text
  ethnicity: `CASE
        WHEN s.ethnicity ILIKE 'WHITE%' THEN 'WHITE'
        WHEN s.ethnicity ILIKE 'BLACK%' OR s.ethnicity ILIKE 'CARIBBEAN%' THEN 'BLACK'
        WHEN s.ethnicity ILIKE 'HISPANIC%' OR s.ethnicity ILIKE 'SOUTH AMERICAN%' THEN 'HISPANIC'
        WHEN s.ethnicity ILIKE 'ASIAN%' THEN 'ASIAN'
        WHEN s.ethnicity ILIKE 'AMERICAN INDIAN%' THEN 'NATIVE'
        WHEN coalesce(trim(s.ethnicity), '') = '' OR s.ethnicity ILIKE 'UNKNOWN%'
          OR s.ethnicity ILIKE 'UNABLE%' OR s.ethnicity ILIKE 'PATIENT DECLINED%' THEN 'UNKNOWN'
        ELSE 'OTHER' END`,
  marital_status: `nullif(${text('s.marital_status')}, 'UNKNOWN (DEFAULT)')`,
  first_careunit: text('s.first_careunit'),
  dbsource: text('s.dbsource'),
  first_service: text('s.first_service'),
  admission_text: text(`regexp_replace(s.admission_text, '\\s+', ' ', 'g')`),
  elective_surgery: `CASE WHEN s.first_service IS NULL OR s.admission_type IS NULL THEN NULL
        ELSE (${SURGICAL_OR_ORTHOPAEDIC} AND trim(s.admission_type) = 'ELECTIVE')::INTEGER END`,
  surgical_service: `(${SURGICAL})::INTEGER`,
  discharge_location: text('s.discharge_location'),
  last_careunit: text('s.last_careunit'),
}

function text(column: string): string {
  return `nullif(trim(${column}), '')`
}

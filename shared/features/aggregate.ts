import { CONCEPTS } from '../mimic/concepts.ts'

/** Statistics of a measured concept over the window. */
export const STATISTICS = ['min', 'max', 'mean', 'first', 'last', 'count'] as const

/** How a concept moves over the window: the last value less the first, and the slope of the line through all readings. */
export const TRENDS = ['delta', 'slope'] as const

/** Concepts that are computed from others rather than charted. */
export const DERIVED = ['gcs', 'pf_ratio'] as const

/** Names of all concepts that have the six statistics. */
export const MEASURED: readonly string[] = [...CONCEPTS.map(concept => concept.name), ...DERIVED]

/** Height and weight hardly move in a day, and the parts of the coma scale move with its total. */
const WITHOUT_TREND: ReadonlySet<string> = new Set([
  'height',
  'weight',
  'gcs_eye',
  'gcs_verbal',
  'gcs_motor',
])

/** Names of the concepts that have `TRENDS`. */
export const TRENDED: readonly string[] = MEASURED.filter(concept => !WITHOUT_TREND.has(concept))

const HOUR_US = 3_600_000_000

/**
 * Common table expressions over `events (icustay_id, concept, kind, offset_us, micros)`, the last of which,
 * `measurements`, has one row per stay with events and a column `<concept>_<statistic>` for each of `MEASURED`.
 *
 * `min`, `max`, `mean` and `count` are over all readings, as in mimic-code; for `first` and `last` the simultaneous
 * readings of a concept are averaged, so that no row number decides. `delta` is last − first, and `slope`, in units
 * per hour, that of the least-squares line through all readings; with readings at one time only both are missing.
 * Means, deltas and slopes are rounded to 6 decimals.
 *
 * @param wanted - the features that are looked for: a concept without any of them is left out, as each takes its time
 */
export function measurementsCte(wanted?: ReadonlySet<string>): string {
  const concepts = MEASURED.filter(concept => wanted === undefined || isWanted(concept, wanted))
  const pivoted = concepts.map(
    concept => `any_value(summary) FILTER (WHERE concept = '${concept}') AS ${concept}`,
  )
  const statistics = concepts.flatMap(concept =>
    statisticsOf(concept).map(
      statistic => `${concept}.${statistic}_value AS ${concept}_${statistic}`,
    ),
  )
  // of the others only some rows count, or they are computed
  const plain = CONCEPTS.map(({ name }) => name)
    .filter(name => name !== 'pao2')
    .map(name => `'${name}'`)
    .join(', ')
  const summary = [...STATISTICS, ...TRENDS].map(name => `${name}_value: ${name}_value`)
  return `
    arterial_times AS (
      SELECT icustay_id, offset_us FROM events WHERE concept = 'specimen'
      GROUP BY ALL HAVING bool_and(kind = 'arterial')
    ),
    admission_weights AS (
      SELECT DISTINCT icustay_id FROM events WHERE concept = 'weight' AND kind = 'admission'
    ),
    gases AS (
      SELECT icustay_id, concept, kind, offset_us, micros
      FROM events SEMI JOIN arterial_times USING (icustay_id, offset_us)
      WHERE concept = 'pao2' OR (concept = 'fio2' AND kind = 'gas')
    ),
    ${gcsCte},
    ${pfRatioCte},
    series AS (
      SELECT icustay_id, concept, offset_us, micros FROM events
      WHERE concept IN (${plain}) AND kind IN ('value', 'charted', 'admission')
      UNION ALL SELECT icustay_id, concept, offset_us, micros FROM gases
      UNION ALL SELECT icustay_id, concept, offset_us, micros FROM events ANTI JOIN admission_weights USING (icustay_id)
        WHERE concept = 'weight' AND kind = 'daily'
      UNION ALL SELECT icustay_id, 'gcs', offset_us, micros FROM gcs_totals
      UNION ALL SELECT icustay_id, 'pf_ratio', offset_us, micros FROM pf_ratios
    ),
    totals AS (
      SELECT icustay_id, concept, min(micros) / 1e6 AS min_value, max(micros) / 1e6 AS max_value,
        ${average('true')} AS mean_value, count(*)::DOUBLE AS count_value, ${SLOPE} AS slope_value,
        min(offset_us) AS first_at, max(offset_us) AS last_at
      FROM series GROUP BY ALL
    ),
    ends AS (
      SELECT icustay_id, concept, ${average('offset_us = first_at')} AS first_value,
        ${average('offset_us = last_at')} AS last_value,
        CASE WHEN any_value(first_at) < any_value(last_at) THEN round(last_value - first_value, 6) END AS delta_value
      FROM series JOIN totals USING (icustay_id, concept)
      WHERE offset_us = first_at OR offset_us = last_at
      GROUP BY ALL
    ),
    summaries AS (
      SELECT icustay_id, concept, { ${summary.join(', ')} } AS summary
      FROM totals JOIN ends USING (icustay_id, concept)
    ),
    pivoted AS (SELECT icustay_id, ${pivoted.join(', ')} FROM summaries GROUP BY icustay_id),
    measurements AS (SELECT icustay_id, ${statistics.join(', ')} FROM pivoted)`
}

function statisticsOf(concept: string): readonly string[] {
  return [...STATISTICS, ...(TRENDED.includes(concept) ? TRENDS : [])]
}

/** Weight always is: the rates of vasopressors are divided by it. */
function isWanted(concept: string, wanted: ReadonlySet<string>): boolean {
  return (
    concept === 'weight' ||
    statisticsOf(concept).some(statistic => wanted.has(`${concept}_${statistic}`))
  )
}

/**
 * The total of the Glasgow Coma Scale at each charted time, by mimic-code's `gcs_first_day.sql`: 15 where the patient
 * was intubated (also where verbal is not charted now and was so at the time before); else the sum of what is charted
 * now, or was at the time before if that is less than 6 h ago, or is normal (4 + 5 + 6). What was charted while
 * intubated is not carried forward.
 */
const gcsCte = `
    gcs_times AS (
      SELECT icustay_id, offset_us,
        max(micros) FILTER (WHERE concept = 'gcs_eye') AS eye,
        max(CASE WHEN kind = 'intubated' THEN 0 ELSE micros END) FILTER (WHERE concept = 'gcs_verbal') AS verbal,
        max(micros) FILTER (WHERE concept = 'gcs_motor') AS motor
      FROM events WHERE concept IN ('gcs_eye', 'gcs_verbal', 'gcs_motor') GROUP BY ALL
    ),
    gcs_before AS (
      SELECT *, offset_us - lag(offset_us) OVER stay < ${6 * HOUR_US} AS recent,
        CASE WHEN recent THEN lag(eye) OVER stay END AS eye_before,
        CASE WHEN recent THEN lag(verbal) OVER stay END AS verbal_before,
        CASE WHEN recent THEN lag(motor) OVER stay END AS motor_before
      FROM gcs_times WINDOW stay AS (PARTITION BY icustay_id ORDER BY offset_us)
    ),
    gcs_totals AS (
      SELECT icustay_id, offset_us, CASE
        WHEN coalesce(verbal, verbal_before) = 0 THEN 15000000
        WHEN verbal_before = 0 THEN coalesce(eye, 4000000) + coalesce(verbal, 5000000) + coalesce(motor, 6000000)
        ELSE coalesce(eye, eye_before, 4000000) + coalesce(verbal, verbal_before, 5000000)
          + coalesce(motor, motor_before, 6000000) END AS micros
      FROM gcs_before
    )`

/**
 * PaO2 / FiO2 in mmHg at each arterial gas: by the FiO2 of the gas itself, else by the last one charted in the 4 h
 * before it (and within the window), as in mimic-code's `blood_gas_first_day_arterial.sql`. An FiO2 that rounds to 0
 * gives no ratio.
 */
const pfRatioCte = `
    gas_times AS (
      SELECT icustay_id, offset_us, sum(micros) FILTER (WHERE concept = 'pao2') AS pao2_total,
        count(*) FILTER (WHERE concept = 'pao2') AS pao2_readings,
        sum(micros) FILTER (WHERE kind = 'gas') AS fio2_total, count(*) FILTER (WHERE kind = 'gas') AS fio2_readings
      FROM gases GROUP BY ALL
    ),
    charted_fio2 AS (
      SELECT icustay_id, offset_us, sum(micros) / count(*) AS fio2 FROM events
      WHERE concept = 'fio2' AND kind = 'charted' GROUP BY ALL
    ),
    pf_ratios AS (
      SELECT g.icustay_id, g.offset_us,
        CASE WHEN fio2_readings > 0 THEN fio2_total / fio2_readings ELSE c.fio2 END AS fraction,
        round(100 * (pao2_total / pao2_readings) / fraction * 1000000)::BIGINT AS micros
      FROM gas_times g ASOF LEFT JOIN charted_fio2 c ON c.icustay_id = g.icustay_id AND c.offset_us <= g.offset_us
      WHERE pao2_readings > 0 AND (fio2_readings > 0 OR g.offset_us - c.offset_us <= ${4 * HOUR_US})
        AND fraction > 0
    )`

/** Mean of the readings for which `condition` holds: an exact sum, divided once and rounded. */
function average(condition: string): string {
  return `round(sum(micros) FILTER (WHERE ${condition}) / count(*) FILTER (WHERE ${condition}) / 1e6, 6)`
}

/**
 * Slope of the least-squares line in units per hour: numerator and denominator are exact whole numbers, divided once and
 * rounded. Times count in milliseconds, so that no sum comes near the end of 128 bits.
 */
const SLOPE = `round(3600000 * (count(*) * sum(offset_us // 1000 * micros::HUGEINT)
          - sum(offset_us // 1000) * sum(micros))
        / nullif(count(*) * sum((offset_us // 1000) * (offset_us // 1000)::HUGEINT)
          - sum(offset_us // 1000) * sum(offset_us // 1000), 0) / 1e6, 6)`

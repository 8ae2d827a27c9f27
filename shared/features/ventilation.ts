const HOUR_US = 3_600_000_000

/**
 * Common table expressions over `events` and `pf_ratios (icustay_id, offset_us, micros)`, the last of which,
 * `oxygenation`, has one row per stay with arterial gases: the lowest PaO2 / FiO2 in mmHg while ventilated, while not,
 * and while ventilated or with CPAP.
 *
 * The patient is ventilated within periods as mimic-code's `ventilation_durations.sql` finds them, but from what was
 * charted within the window only: settings of a ventilator at most 8 h apart, at two times at least, up to an
 * extubation or to oxygen by a device that is no ventilator. CPAP lasts from 1 h before its first mention to 4 h after
 * its last (`sapsii.sql`).
 */
export function oxygenationCte(): string {
  return `
    ventilation_times AS (
      SELECT icustay_id, offset_us, bool_or(concept = 'mech_vent') AS ventilator,
        bool_or(kind = 'oxygen') AS oxygen, bool_or(kind = 'extubated') AS extubated
      FROM events WHERE concept IN ('mech_vent', 'ventilation_end') GROUP BY ALL
    ),
    ventilation_steps AS (
      SELECT *, coalesce(lag(extubated) OVER states, false) OR (oxygen AND NOT ventilator)
          OR (ventilator AND offset_us - lag(offset_us) OVER ventilators > ${8 * HOUR_US}) AS begins
      FROM ventilation_times
      WINDOW states AS (PARTITION BY icustay_id, ventilator OR extubated ORDER BY offset_us),
        ventilators AS (PARTITION BY icustay_id, ventilator ORDER BY offset_us)
    ),
    ventilation_numbers AS (
      SELECT *, count(*) FILTER (WHERE begins) OVER (PARTITION BY icustay_id ORDER BY offset_us) AS period
      FROM ventilation_steps
    ),
    ventilation_periods AS (
      SELECT icustay_id, min(offset_us) AS starts, max(offset_us) AS ends
      FROM ventilation_numbers WHERE ventilator OR extubated
      GROUP BY icustay_id, period HAVING bool_or(ventilator) AND starts < ends
    ),
    cpap_periods AS (
      SELECT icustay_id, min(offset_us) - ${HOUR_US} AS starts, max(offset_us) + ${4 * HOUR_US} AS ends
      FROM events WHERE concept = 'cpap' GROUP BY icustay_id
    ),
    supported_ratios AS (
      SELECT p.icustay_id, p.micros, coalesce(p.offset_us <= v.ends, false) AS ventilated,
        coalesce(p.offset_us BETWEEN c.starts AND c.ends, false) AS cpap
      FROM pf_ratios p
        ASOF LEFT JOIN ventilation_periods v ON v.icustay_id = p.icustay_id AND v.starts <= p.offset_us
        LEFT JOIN cpap_periods c ON c.icustay_id = p.icustay_id
    ),
    oxygenation AS (
      SELECT icustay_id, ${lowest('ventilated')} AS pf_ratio_ventilated_min,
        ${lowest('NOT ventilated')} AS pf_ratio_unventilated_min,
        ${lowest('ventilated OR cpap')} AS pf_ratio_supported_min
      FROM supported_ratios GROUP BY icustay_id
    )`
}

function lowest(condition: string): string {
  return `min(micros) FILTER (WHERE ${condition}) / 1e6`
}

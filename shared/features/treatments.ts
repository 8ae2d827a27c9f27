import type { EventTable } from '../mimic/concepts/concept.ts'
import { PROCEDURES, VASOPRESSORS } from '../mimic/concepts/treatments.ts'

/**
 * Common table expressions over `events`, `measurements` and `stays (icustay_id, dbsource)`, the last of which,
 * `treatments`, has one row per stay.
 *
 * A flag is 1 where there is an event, and 0 where there is none though the table that would hold it is there; where
 * the table is missing, or belongs to the other charting system, it is null. `<drug>_max` is the highest rate;
 * rates per minute are divided by the stay's mean weight, and unknown where that is.
 */
export function treatmentsCte(tables: ReadonlySet<EventTable>): string {
  const drugs = VASOPRESSORS.flatMap(({ name }) => [
    `${flag(`bool_or(concept = '${name}')`, infusionsKnown(tables))} AS ${name}_any`,
    `round(max(CASE kind WHEN 'per-minute' THEN micros / nullif(weight_mean, 0) WHEN 'value' THEN micros END)
      FILTER (WHERE concept = '${name}') / 1e6, 6) AS ${name}_max`,
  ])
  const charted = String(tables.has('CHARTEVENTS'))
  const names = VASOPRESSORS.map(({ name }) => `'${name}'`).join(', ')
  const procedures = PROCEDURES.map(
    ({ name }) => `${flag(`bool_or(concept = '${name}')`, proceduresKnown(tables))} AS ${name}_any`,
  )
  const concepts = [
    'mech_vent',
    'cpap',
    'urine_output',
    ...[...VASOPRESSORS, ...PROCEDURES].map(({ name }) => name),
  ]
    .map(name => `'${name}'`)
    .join(', ')
  return `
    treatments AS (
      SELECT s.icustay_id,
        ${flag(`bool_or(concept = 'mech_vent')`, charted)} AS mech_vent_any,
        ${flag(`bool_or(concept = 'cpap')`, charted)} AS cpap_any,
        ${flag(`bool_or(kind = 'intubated')`, charted)} AS intubated_any,
        ${flag(`bool_or(concept IN (${names}))`, infusionsKnown(tables))} AS vasopressor_any,
        ${[...drugs, ...procedures].join(',\n        ')},
        sum(micros) FILTER (WHERE concept = 'urine_output') / 1e6 AS urine_output_sum,
        ${tables.has('OUTPUTEVENTS') ? `count(*) FILTER (WHERE concept = 'urine_output')` : 'NULL'} AS urine_output_count
      FROM stays s LEFT JOIN events e ON e.icustay_id = s.icustay_id
          AND (e.concept IN (${concepts}) OR e.kind = 'intubated')
        LEFT JOIN (SELECT icustay_id, weight_mean FROM measurements) w ON w.icustay_id = s.icustay_id
      GROUP BY s.icustay_id
    )`
}

function flag(happened: string, known: string): string {
  return `CASE WHEN ${happened} THEN 1 WHEN bool_and(${known}) THEN 0 END`
}

/** Whether the table is there in which the stay's system keeps infusions; a stay in both systems needs both. */
function infusionsKnown(tables: ReadonlySet<EventTable>): string {
  const careVue = tables.has('INPUTEVENTS_CV')
  const metaVision = tables.has('INPUTEVENTS_MV')
  return `CASE s.dbsource WHEN 'carevue' THEN ${careVue} WHEN 'metavision' THEN ${metaVision}
    ELSE ${careVue && metaVision} END`
}

function proceduresKnown(tables: ReadonlySet<EventTable>): string {
  return `(s.dbsource = 'metavision' AND ${tables.has('PROCEDUREEVENTS_MV')})`
}

import type { AttritionStep, Availability } from '../contracts/training.ts'
import { EVENT_TABLES, type EventTable } from '../mimic/concepts/concept.ts'
import type { Column, Frame } from '../tables/frame.ts'
import { literal, parquetFiles, type Sql } from '../tables/sql.ts'
import { measurementsCte } from './aggregate.ts'
import { CATALOGUE, GOLD_COLUMNS, SCORE_NAMES } from './catalogue.ts'
import { attritionCounts, attritionStep } from './cohort.ts'
import { comorbiditiesCte } from './comorbidityFlags.ts'
import { OASIS_COMPONENTS } from './oasis.ts'
import { sapsiiComponents } from './sapsii.ts'
import { type ScoreComponent, scorePoints, scoreSums } from './severityScore.ts'
import { SOFA_COMPONENTS } from './sofa.ts'
import { splitExpression } from './split.ts'
import { ADMISSION_EXPRESSIONS, KNOWN_SERVICE } from './stayFeatures.ts'
import { treatmentsCte } from './treatments.ts'
import { oxygenationCte } from './ventilation.ts'

/** Local Parquet files that gold is made of. */
export interface GoldSources {
  readonly icustayDetail: string
  readonly cohort: string
  /** What `extractEvents` wrote, by table. A table that is not named is missing: what it alone tells is unknown. */
  readonly events: Readonly<Partial<Record<EventTable, readonly string[]>>>
  readonly admissions: readonly string[]
  readonly diagnoses: readonly string[]
}

/** The same as SQL that may stand behind FROM: a table of the connection, or `read_parquet`. */
export interface GoldRelations {
  readonly icustayDetail: string
  readonly cohort: string
  /** Columns as `extractEvents` writes them. */
  readonly events: string
  /** The tables that `events` come from, those without a row included. */
  readonly eventTables: ReadonlySet<EventTable>
  readonly admissions: string
  readonly diagnoses: string
}

export interface GoldOptions {
  /** Leaves out stays without a heart rate in the window; by default they are only counted. */
  readonly requireHeartRate?: boolean
  /** With `storetime`, events that were stored after the moment of prediction do not count; `charttime` when absent. */
  readonly availability?: Availability
  /** The features wanted, no scores among them; all of the catalogue when absent. */
  readonly features?: ReadonlySet<string>
}

/**
 * The reduce step: writes gold without its scores, one row per stay of the cohort, sorted by `icustay_id`; columns are
 * `GOLD_COLUMNS` but for the scores, which `completeGold` adds. Ids are BIGINT, all else DOUBLE or VARCHAR.
 *
 * The same events give the same bytes, whatever the files they come in.
 *
 * @returns the attrition step of stays with at least one heart rate, whether it is applied or not
 */
export async function assembleGold(
  sql: Sql,
  sources: GoldSources,
  options: GoldOptions,
  output: string,
): Promise<AttritionStep> {
  await sql.run(
    `COPY (${goldQuery(relationsOf(sources), options)}) TO ${literal(output)} (FORMAT parquet, COMPRESSION zstd)`,
  )
  const [measured] = await sql.rows(
    `SELECT ${attritionCounts} FROM ${parquetFiles([output])} WHERE heart_rate_count > 0`,
  )
  const step = options.requireHeartRate
    ? 'With at least one heart rate'
    : 'Of these, with a heart rate (counted only)'
  return attritionStep(step, measured)
}

/** Adds the scores to what `assembleGold` wrote, and puts the columns in the order of `GOLD_COLUMNS`. */
export function completeGold(assembled: Frame): Frame {
  const score = (components: readonly ScoreComponent[]): Column => ({
    kind: 'number',
    values: scoreSums(scorePoints(components, assembled)),
  })
  const columns: Readonly<Record<string, Column>> = {
    ...assembled.columns,
    oasis: score(OASIS_COMPONENTS),
    sapsii: score(sapsiiComponents('strict')),
    sapsii_retrospective: score(sapsiiComponents('retrospective')),
    sofa: score(SOFA_COMPONENTS),
  }
  return {
    rows: assembled.rows,
    columns: Object.fromEntries(
      GOLD_COLUMNS.map(name => {
        const column = columns[name]
        if (column === undefined) throw new Error(`Gold lacks the column \`${name}\`.`)
        return [name, column]
      }),
    ),
  }
}

function relationsOf(sources: GoldSources): GoldRelations {
  const files = EVENT_TABLES.flatMap(table => sources.events[table] ?? [])
  return {
    icustayDetail: parquetFiles([sources.icustayDetail]),
    cohort: parquetFiles([sources.cohort]),
    events: files.length === 0 ? NO_EVENTS : parquetFiles(files),
    eventTables: new Set(EVENT_TABLES.filter(table => sources.events[table] !== undefined)),
    admissions: parquetFiles(sources.admissions),
    diagnoses: parquetFiles(sources.diagnoses),
  }
}

/** The query of `assembleGold`. */
export function goldQuery(rows: GoldRelations, options: GoldOptions = {}): string {
  const { features: wanted } = options
  const assembled = CATALOGUE.filter(
    ({ name }) => !SCORE_NAMES.has(name) && (wanted === undefined || wanted.has(name)),
  )
  const features = assembled.map(feature => {
    const expression = ADMISSION_EXPRESSIONS[feature.name] ?? feature.name
    // where a stay has no events at all, nothing was read rather than something unknown
    const known = feature.name.endsWith('_count') && feature.concept !== 'urine_output'
    const type = feature.kind === 'category' ? 'VARCHAR' : 'DOUBLE'
    return `${known ? `coalesce(${expression}, 0)` : expression}::${type} AS ${feature.name}`
  })

  return `
    WITH events AS (
      SELECT * FROM ${rows.events}
      ${options.availability === 'storetime' ? 'WHERE stored' : ''}
    ),
    stays AS (
      SELECT d.* REPLACE (${KNOWN_SERVICE})
      FROM ${rows.cohort} c
      JOIN ${rows.icustayDetail} d ON d.icustay_id = c.icustay_id
    ),
    admissions AS (SELECT subject_id, hadm_id, admittime, dischtime FROM ${rows.admissions}),
    diagnoses AS (SELECT hadm_id, seq_num, icd9_code FROM ${rows.diagnoses}),
    ${measurementsCte(wanted)},
    ${oxygenationCte()},
    ${treatmentsCte(rows.eventTables)},
    ${comorbiditiesCte()}
    SELECT s.subject_id, s.hadm_id, s.icustay_id, s.hospital_expire_flag::DOUBLE AS hospital_expire_flag,
      ${[`${splitExpression('s.subject_id')} AS split`, ...features].join(',\n      ')}
    FROM stays s
      LEFT JOIN measurements USING (icustay_id)
      LEFT JOIN oxygenation USING (icustay_id)
      LEFT JOIN treatments USING (icustay_id)
      LEFT JOIN prior USING (icustay_id)
      LEFT JOIN discharge_codes USING (icustay_id)
    ${options.requireHeartRate === true ? 'WHERE heart_rate_count > 0' : ''}
    ORDER BY s.icustay_id`
}

const NO_EVENTS = `(SELECT NULL::BIGINT AS icustay_id, NULL::VARCHAR AS concept, NULL::VARCHAR AS kind,
  NULL::BIGINT AS offset_us, NULL::BIGINT AS micros, NULL::BOOLEAN AS stored WHERE false)`

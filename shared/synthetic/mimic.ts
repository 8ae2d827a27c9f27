import { TABLES, type TableName } from '../contracts/dataset.ts'
import { admissionRows } from './admissionTable.ts'
import { cptRows, diagnosisRows, drgRows, procedureCodeRows } from './billingTables.ts'
import { breaksRows } from './brokenRows.ts'
import { caregiverRows } from './caregivers.ts'
import { chartRows } from './chartTable.ts'
import { HEADERS, type Row } from './columns.ts'
import { csvText } from './csvText.ts'
import { datetimeRows } from './datetimeTable.ts'
import {
  cptSectionRows,
  diagnosisCodeRows,
  itemRows,
  labItemRows,
  procedureDictionaryRows,
} from './dictionaryTables.ts'
import { inputCareVueRows, inputMetaVisionRows, outputRows } from './fluidTables.ts'
import { groundTruthLines } from './groundTruth.ts'
import { labRows, microbiologyRows } from './labTables.ts'
import { noteRows } from './noteTable.ts'
import {
  calloutRows,
  icuStayRows,
  patientRows,
  serviceRows,
  transferRows,
} from './patientTables.ts'
import { prescriptionRows } from './prescriptionTable.ts'
import { procedureEventRows } from './procedureTables.ts'
import { counting, createWorld, type World } from './world.ts'

/** One CSV of the dataset. */
export interface SyntheticFile {
  readonly table: TableName
  readonly name: `${TableName}.csv`
  /**
   * The text, made anew each time, about 256 Ki characters at once.
   *
   * @param onPatient - hears how many patients have been drawn; not for the dictionaries, which have none
   */
  chunks(onPatient?: (patients: number) => void): Iterable<string>
}

export interface SyntheticOptions {
  readonly patients?: number // 1 … 500 000, default 400
  readonly seed?: number // default 1
  /** How often the oddities of the real data come, all of which stay in: 0 never, 1 (default) as `dirt.ts` says … 5. */
  readonly dirt?: number
  /**
   * Share of rows, 0 (default) … 1, after which a broken one follows that no reader may let through; in tables of
   * patients' rows, not in the dictionaries.
   */
  readonly broken?: number
}

const ROWS: { readonly [Table in TableName]: (world: World) => Iterable<Row<Table>> } = {
  ADMISSIONS: admissionRows,
  CALLOUT: calloutRows,
  CAREGIVERS: caregiverRows,
  CHARTEVENTS: chartRows,
  CPTEVENTS: cptRows,
  DATETIMEEVENTS: datetimeRows,
  DIAGNOSES_ICD: diagnosisRows,
  DRGCODES: drgRows,
  D_CPT: cptSectionRows,
  D_ICD_DIAGNOSES: diagnosisCodeRows,
  D_ICD_PROCEDURES: procedureDictionaryRows,
  D_ITEMS: itemRows,
  D_LABITEMS: labItemRows,
  ICUSTAYS: icuStayRows,
  INPUTEVENTS_CV: inputCareVueRows,
  INPUTEVENTS_MV: inputMetaVisionRows,
  LABEVENTS: labRows,
  MICROBIOLOGYEVENTS: microbiologyRows,
  NOTEEVENTS: noteRows,
  OUTPUTEVENTS: outputRows,
  PATIENTS: patientRows,
  PRESCRIPTIONS: prescriptionRows,
  PROCEDUREEVENTS_MV: procedureEventRows,
  PROCEDURES_ICD: procedureCodeRows,
  SERVICES: serviceRows,
  TRANSFERS: transferRows,
}

/**
 * A made-up hospital in MIMIC-III v1.4's shape: all 26 tables, CareVue and MetaVision stays, failing organs that show
 * in vitals, labs, GCS, urine and treatment, and with their interactions decide who dies (10–13 % of the cohort,
 * `riskOfDeath.ts`), and the oddities of the real data that `dirt.ts` lists. No row comes from a real patient, and no
 * result on it says anything about one.
 *
 * The same options give the same bytes. Nothing is kept of a patient who is written: memory does not grow with them.
 *
 * @throws RangeError where an option is out of its bounds
 */
export function syntheticMimic(options: SyntheticOptions = {}): readonly SyntheticFile[] {
  const { seed = 1, broken = 0 } = options
  if (!(broken >= 0 && broken <= 1)) {
    throw new RangeError(`broken must be a share from 0 to 1, got ${broken}`)
  }
  const world = worldOf(options)
  return TABLES.map(table => {
    const share = HEADERS[table].startsWith('row_id,subject_id,') ? broken : 0
    return {
      table,
      name: `${table}.csv`,
      chunks: onPatient =>
        csvText(table, ROWS[table](counting(world, onPatient)), breaksRows(seed, table, share)),
    }
  })
}

/** The true risk of each stay of the cohort in the same dataset, as CSV text: see `groundTruth.ts`. */
export function groundTruth(options: SyntheticOptions = {}): Iterable<string> {
  return groundTruthLines(worldOf(options))
}

function worldOf({ patients = 400, seed = 1, dirt = 1 }: SyntheticOptions): World {
  return createWorld({ patients, seed, dirt })
}

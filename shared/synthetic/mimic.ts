import { TABLES, type TableName } from '../contracts/dataset.ts'
import { cptRows, diagnosisRows, drgRows, procedureCodeRows } from './billingTables.ts'
import { caregiverRows } from './caregivers.ts'
import { chartRows, datetimeRows } from './chartTables.ts'
import type { Row } from './columns.ts'
import { csvText } from './csvText.ts'
import {
  cptSectionRows,
  diagnosisCodeRows,
  itemRows,
  labItemRows,
  procedureDictionaryRows,
} from './dictionaryTables.ts'
import { inputCareVueRows, inputMetaVisionRows, outputRows } from './fluidTables.ts'
import { labRows, microbiologyRows } from './labTables.ts'
import { noteRows } from './noteTable.ts'
import {
  admissionRows,
  calloutRows,
  icuStayRows,
  patientRows,
  serviceRows,
  transferRows,
} from './patientTables.ts'
import { prescriptionRows } from './prescriptionTable.ts'
import { procedureEventRows } from './procedureTables.ts'
import { createWorld, type World } from './world.ts'

/** One CSV of the dataset. `chunks()` makes the text anew each time it is called, about 256 Ki characters at once. */
export interface SyntheticFile {
  readonly table: TableName
  readonly name: `${TableName}.csv`
  chunks(): Iterable<string>
}

export interface SyntheticOptions {
  readonly patients?: number // 1 … 40 000, default 400
  readonly seed?: number // default 1
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
 * A made-up hospital in MIMIC-III v1.4's shape: all 26 tables, CareVue and MetaVision stays, a latent severity that
 * shows in vitals, labs, GCS, urine and treatment and decides who dies (about one ICU stay in eight), and the oddities
 * of the real data that `dirt.ts` lists. No row comes from a real patient, and no result on it says anything about one.
 *
 * The same patients and seed give the same bytes.
 */
export function* syntheticMimic({
  patients = 400,
  seed = 1,
}: SyntheticOptions = {}): Generator<SyntheticFile> {
  const world = createWorld(patients, seed)
  for (const table of TABLES) {
    yield { table, name: `${table}.csv`, chunks: () => csvText(table, ROWS[table](world)) }
  }
}

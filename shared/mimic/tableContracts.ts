import type { TableName } from '../contracts/dataset.ts'
import type { TableContract } from './contract.ts'
import { admissions } from './tables/admissions.ts'
import { callout } from './tables/callout.ts'
import { caregivers } from './tables/caregivers.ts'
import { chartevents } from './tables/chartevents.ts'
import { cptevents } from './tables/cptevents.ts'
import { dCpt } from './tables/d_cpt.ts'
import { dIcdDiagnoses } from './tables/d_icd_diagnoses.ts'
import { dIcdProcedures } from './tables/d_icd_procedures.ts'
import { dItems } from './tables/d_items.ts'
import { dLabitems } from './tables/d_labitems.ts'
import { datetimeevents } from './tables/datetimeevents.ts'
import { diagnosesIcd } from './tables/diagnoses_icd.ts'
import { drgcodes } from './tables/drgcodes.ts'
import { icustays } from './tables/icustays.ts'
import { inputeventsCv } from './tables/inputevents_cv.ts'
import { inputeventsMv } from './tables/inputevents_mv.ts'
import { labevents } from './tables/labevents.ts'
import { microbiologyevents } from './tables/microbiologyevents.ts'
import { noteevents } from './tables/noteevents.ts'
import { outputevents } from './tables/outputevents.ts'
import { patients } from './tables/patients.ts'
import { prescriptions } from './tables/prescriptions.ts'
import { procedureeventsMv } from './tables/procedureevents_mv.ts'
import { proceduresIcd } from './tables/procedures_icd.ts'
import { services } from './tables/services.ts'
import { transfers } from './tables/transfers.ts'

const CONTRACTS: Readonly<Record<TableName, TableContract>> = {
  ADMISSIONS: admissions,
  CALLOUT: callout,
  CAREGIVERS: caregivers,
  CHARTEVENTS: chartevents,
  CPTEVENTS: cptevents,
  DATETIMEEVENTS: datetimeevents,
  DIAGNOSES_ICD: diagnosesIcd,
  DRGCODES: drgcodes,
  D_CPT: dCpt,
  D_ICD_DIAGNOSES: dIcdDiagnoses,
  D_ICD_PROCEDURES: dIcdProcedures,
  D_ITEMS: dItems,
  D_LABITEMS: dLabitems,
  ICUSTAYS: icustays,
  INPUTEVENTS_CV: inputeventsCv,
  INPUTEVENTS_MV: inputeventsMv,
  LABEVENTS: labevents,
  MICROBIOLOGYEVENTS: microbiologyevents,
  NOTEEVENTS: noteevents,
  OUTPUTEVENTS: outputevents,
  PATIENTS: patients,
  PRESCRIPTIONS: prescriptions,
  PROCEDUREEVENTS_MV: procedureeventsMv,
  PROCEDURES_ICD: proceduresIcd,
  SERVICES: services,
  TRANSFERS: transfers,
}

/** What a file of this table must look like. */
export function contractOf(table: TableName): TableContract {
  return CONTRACTS[table]
}

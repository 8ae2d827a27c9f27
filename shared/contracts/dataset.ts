import { z } from 'zod'
import { trainingRequest } from './training.ts'

/** The 26 tables of MIMIC-III v1.4. */
export const TABLES = [
  'ADMISSIONS',
  'CALLOUT',
  'CAREGIVERS',
  'CHARTEVENTS',
  'CPTEVENTS',
  'DATETIMEEVENTS',
  'DIAGNOSES_ICD',
  'DRGCODES',
  'D_CPT',
  'D_ICD_DIAGNOSES',
  'D_ICD_PROCEDURES',
  'D_ITEMS',
  'D_LABITEMS',
  'ICUSTAYS',
  'INPUTEVENTS_CV',
  'INPUTEVENTS_MV',
  'LABEVENTS',
  'MICROBIOLOGYEVENTS',
  'NOTEEVENTS',
  'OUTPUTEVENTS',
  'PATIENTS',
  'PRESCRIPTIONS',
  'PROCEDUREEVENTS_MV',
  'PROCEDURES_ICD',
  'SERVICES',
  'TRANSFERS',
] as const

export type TableName = (typeof TABLES)[number]
export const tableName = z.enum(TABLES)

/** Without these no cohort can be built; every other table is optional, and a missing one is a warning in the report. */
export const REQUIRED_TABLES: readonly TableName[] = [
  'PATIENTS',
  'ADMISSIONS',
  'ICUSTAYS',
  'CHARTEVENTS',
  'LABEVENTS',
  'DIAGNOSES_ICD',
]

/** `bronze/<dataset>/_SUCCESS`: the files that make the dataset whole, with their sizes; dropped last. */
export const successManifest = z.object({
  files: z.array(z.object({ name: z.string(), bytes: z.int().nonnegative() })),
  /** How to train on it; absent: as by default. */
  training: trainingRequest.optional(),
})
export type SuccessManifest = z.infer<typeof successManifest>

import type { TableName } from '../contracts/dataset.ts'
import type { LakePath } from './lake.ts'

/** The containers of the storage account; `bicep/` makes the same ones. */
export const CONTAINERS = [
  'bronze',
  'silver',
  'gold',
  'models',
  'scoring',
  'predictions',
  'quarantine',
] as const

/** The tables of the storage account. */
export const ROW_TABLES = [
  'promotions',
  'runs',
  'trials',
  'models',
  'predictions',
  'outcomes',
  'batches',
] as const

export const MODEL_NAME = 'in-hospital-mortality'

/** Folder of a silver Delta table, with a slash at its end: `silver/demo/chartevents/`. */
export function silverTable(dataset: string, table: TableName | 'icustay_detail'): LakePath {
  return `silver/${dataset}/${table.toLowerCase()}/`
}

/** What the promotions of a table have measured, part by part; no part of the Delta table. */
export function promotionsFolder(dataset: string, table: TableName): LakePath {
  return `silver/${dataset}/_promotions/${table.toLowerCase()}/`
}

export function promotionFolder(dataset: string, table: TableName, instanceId: string): LakePath {
  return `${promotionsFolder(dataset, table)}${instanceId}/`
}

/** What is known of the quality of one version of a silver table. A later version has its own: nothing is overwritten. */
function qualityFolder(dataset: string, table: TableName, deltaVersion: number): LakePath {
  return `silver/${dataset}/_quality/${table.toLowerCase()}/v${deltaVersion}/`
}

/** The report on the version by itself. */
export function qualityPath(dataset: string, table: TableName, deltaVersion: number): LakePath {
  return `${qualityFolder(dataset, table, deltaVersion)}report.json`
}

/** What was found when the version's keys were compared with those of the tables that were in silver then. */
export function referencesPath(dataset: string, table: TableName, deltaVersion: number): LakePath {
  return `${qualityFolder(dataset, table, deltaVersion)}references.json`
}

/** Folder of the gold Delta table: one row per cohort stay. */
export function goldTable(dataset: string): LakePath {
  return `gold/${dataset}/stays/`
}

/** What one training run works on between its activities: cohort, events, out-of-fold predictions. */
export function runFolder(dataset: string, runId: string): LakePath {
  return `gold/${dataset}/runs/${runId}/`
}

/** Refused rows and files of one table, each with its reason. */
export function quarantineFolder(dataset: string, table: string): LakePath {
  return `quarantine/${dataset}/${table.toLowerCase()}/`
}

export function successManifestPath(dataset: string): LakePath {
  return `bronze/${dataset}/_SUCCESS`
}

/** What comes of a file that was dropped into scoring: `scoring/ward/may.csv` → `predictions/ward/may.csv/`. */
export function predictionsFolder(file: LakePath): LakePath {
  return `predictions/${file.slice(file.indexOf('/') + 1)}/`
}

/** `models/in-hospital-mortality/<version>/` */
export function versionFolder(version: string): LakePath {
  return `models/${MODEL_NAME}/${version}/`
}

export const CHAMPION_PATH: LakePath = `models/${MODEL_NAME}/champion.json`

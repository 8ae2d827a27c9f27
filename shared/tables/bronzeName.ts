import { TABLES, type TableName } from '../contracts/dataset.ts'
import { datasetName } from '../contracts/datasetName.ts'
import type { Refusal } from '../contracts/promotion.ts'

/**
 * What a blob in bronze is by its name.
 *
 * - `table`: a file to promote
 * - `success`: the manifest that says that a dataset is whole
 */
export type BronzeName =
  | {
      readonly ok: true
      readonly kind: 'table'
      readonly dataset: string
      readonly table: TableName
      readonly compression: 'none' | 'gzip'
    }
  | { readonly ok: true; readonly kind: 'success'; readonly dataset: string }

/**
 * Reads `bronze/<dataset>/<TABLE>.csv[.gz]`, the table in either letter case, and `bronze/<dataset>/_SUCCESS`.
 *
 * @returns the parts, or why the blob is nothing to promote
 */
export function parseBronzeName(path: string): BronzeName | Refusal {
  const refused = (reason: string): Refusal => ({ ok: false, reason: `${path}: ${reason}` })
  const [container, dataset, file, ...deeper] = path.split('/')

  if (container !== 'bronze') return refused('is not in the container bronze')
  if (dataset === undefined || file === undefined || file === '') {
    return refused('lies in no dataset: expected bronze/<dataset>/<TABLE>.csv or .csv.gz')
  }
  if (deeper.length > 0) {
    return refused(`lies in a subfolder: expected bronze/${dataset}/<TABLE>.csv or .csv.gz`)
  }
  if (!datasetName.safeParse(dataset).success) {
    return refused(
      `"${dataset}" is no dataset name: 1 to 63 lower-case letters, digits and hyphens, beginning with a letter or digit`,
    )
  }
  if (file === '_SUCCESS') return { ok: true, kind: 'success', dataset }

  const [, stem = '', gz] = /^(.+)\.csv(\.gz)?$/i.exec(file) ?? []
  if (stem === '') return refused('is no table: its name must end in .csv or .csv.gz')
  const table = TABLES.find(name => name === stem.toUpperCase())
  if (table === undefined) {
    return refused(
      `"${stem}" is none of the ${TABLES.length} tables of MIMIC-III, ${TABLES[0]} to ${TABLES.at(-1)}`,
    )
  }
  return {
    ok: true,
    kind: 'table',
    dataset,
    table,
    compression: gz === undefined ? 'none' : 'gzip',
  }
}

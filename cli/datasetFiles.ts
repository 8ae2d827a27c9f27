import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { TableName } from '../shared/contracts/dataset.ts'
import { datasetName } from '../shared/contracts/datasetName.ts'
import { GROUND_TRUTH_FILE } from '../shared/synthetic/groundTruth.ts'
import { parseBronzeName } from '../shared/tables/bronzeName.ts'

export interface DatasetFile {
  /** As it will be called in bronze. */
  readonly name: string
  readonly localPath: string
  readonly bytes: number
}

/** The tables that files are by their names, each once. */
export function tablesAmong(files: readonly DatasetFile[]): readonly TableName[] {
  const tables = files.flatMap(({ name }) => {
    const parsed = parseBronzeName(`bronze/any/${name}`)
    return parsed.ok && parsed.kind === 'table' ? [parsed.table] : []
  })
  return [...new Set(tables)]
}

/**
 * The `.csv` and `.csv.gz` files of a folder, in name order, but for the ground truth of a synthetic dataset, which the
 * pipeline must not see. Throws where there is no such folder, or none of them is a table by its name.
 */
export async function datasetFiles(folder: string): Promise<readonly DatasetFile[]> {
  const names = (await namesIn(folder))
    .filter(name => /\.csv(\.gz)?$/i.test(name) && name !== GROUND_TRUTH_FILE)
    .sort()
  const files = await Promise.all(
    names.map(async name => {
      const localPath = join(folder, name)
      return { name, localPath, bytes: (await stat(localPath)).size }
    }),
  )
  if (tablesAmong(files).length === 0) {
    throw new Error(
      `${folder}: holds no MIMIC-III table; expected ADMISSIONS.csv, PATIENTS.csv.gz and so on`,
    )
  }
  return files
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') {
      throw new Error(`${folder}: there is no such folder`, { cause: error })
    }
    if (code === 'ENOTDIR') {
      throw new Error(`${folder}: is a file; name the folder of the CSVs`, { cause: error })
    }
    throw error
  }
}

/**
 * What the option `--dataset` says.
 *
 * @throws where no dataset can have that name
 */
export function datasetOption(named: string): string {
  const parsed = datasetName.safeParse(named)
  if (parsed.success) return parsed.data
  const message = parsed.error.issues.map(issue => issue.message).join('; ')
  throw new Error(`--dataset ${named}: ${message}`)
}

/** A dataset's name made from a folder's: `MIMIC-III demo 1.4` → `mimic-iii-demo-1-4`. */
export function datasetNameOf(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63)
  return name === '' ? 'dataset' : name
}

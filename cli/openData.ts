import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { datasetFiles } from './datasetFiles.ts'

/** SHA-256 of PATIENTS.csv of the open MIMIC-III demo 1.4, as PhysioNet's SHA256SUMS.txt has it. */
const OPEN_PATIENTS = 'f65803a46bcb88127574bfd0b70d78d4123783d05bb411e70d4c9629edd7b703'

/**
 * Whether a folder holds the patients of the open MIMIC-III demo, which anyone may be shown. The whole of MIMIC-III, and
 * a hospital's own data, are not open.
 */
export async function isOpenDemo(folder: string): Promise<boolean> {
  const files = await datasetFiles(folder)
  const patients = files.find(({ name }) => name.toLowerCase() === 'patients.csv')
  if (patients === undefined) return false
  const bytes = await readFile(patients.localPath)
  return createHash('sha256').update(bytes).digest('hex') === OPEN_PATIENTS
}

import type { SuccessManifest } from '../shared/contracts/dataset.ts'
import type { Lake } from '../shared/storage/lake.ts'
import { successManifestPath } from '../shared/storage/paths.ts'
import type { DatasetFile } from './datasetFiles.ts'

/**
 * Uploads a dataset's files to bronze one by one, and `_SUCCESS` last: training starts when all that it names is in
 * silver.
 */
export async function dropDataset(
  lake: Lake,
  dataset: string,
  files: readonly DatasetFile[],
  options: {
    readonly training?: SuccessManifest['training']
    readonly onFile?: (file: DatasetFile) => void
  } = {},
): Promise<void> {
  for (const file of files) {
    await lake.upload(file.localPath, `bronze/${dataset}/${file.name}`)
    options.onFile?.(file)
  }
  const manifest: SuccessManifest = {
    files: files.map(({ name, bytes }) => ({ name, bytes })),
    ...(options.training !== undefined && { training: options.training }),
  }
  await lake.write(successManifestPath(dataset), `${JSON.stringify(manifest, null, 2)}\n`)
}

import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { datasetFiles, datasetNameOf, datasetOption } from './datasetFiles.ts'
import { dropDataset } from './dropDataset.ts'
import { reachStorage } from './storageAccount.ts'

const USAGE = `npm run drop -- DIR [--dataset NAME]
       npm run drop -- --score FILE
  Uploads the CSVs in DIR to the bronze container, or FILE (.csv or .parquet) to the scoring container,
  of the account that AzureWebJobsStorage names (default: Azurite, as 'npm start' runs it).`

/** `npm run drop`: uploads a folder's CSVs to a running system. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { dataset: { type: 'string' }, score: { type: 'string' }, help: { type: 'boolean' } },
  })
  if (values.score !== undefined && positionals.length === 0 && values.help !== true) {
    await dropForScoring(values.score)
    return
  }
  const [folder] = positionals
  if (folder === undefined || positionals.length > 1 || values.help) {
    console.error(USAGE)
    process.exitCode = values.help ? 0 : 2
    return
  }

  const dataset = datasetOption(values.dataset ?? datasetNameOf(folder))
  const files = await datasetFiles(folder)
  const { lake } = await reachStorage(process.env)
  await dropDataset(lake, dataset, files, {
    onFile: ({ name, bytes }) => console.log(`bronze/${dataset}/${name}  ${bytes} bytes`),
  })
  console.log(`bronze/${dataset}/_SUCCESS  ${files.length} files named`)
  console.log(
    `Training starts when all of them are in silver: follow it on the host's page, /api/ui, or by\n` +
      `GET /api/pipelines/${dataset}. If a model of another dataset serves by then, the new version\n` +
      'waits there until a person lets it serve or keeps the champion.',
  )
}

async function dropForScoring(file: string): Promise<void> {
  if (!existsSync(file)) throw new Error(`${file}: there is no such file`)
  const { lake } = await reachStorage(process.env)
  const name = basename(file)
  await lake.upload(file, `scoring/${name}`)
  console.log(`scoring/${name}`)
  console.log(
    `Its predictions will be in predictions/${name}/: GET /api/predictions tells how it went.`,
  )
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})

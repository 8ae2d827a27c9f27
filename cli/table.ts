import { parseArgs } from 'node:util'
import { describeTable, exportRows, type RunDescription } from './deltaTable.ts'
import { reachStorage } from './storageAccount.ts'

const USAGE = `npm run table -- TABLE [--version N] [--out FILE]
  Shows a Delta table of the lake at its newest or an earlier version, and for gold from which versions of silver it
  was made; TABLE is silver/<dataset>/<table> or gold/<dataset>/stays.
  --out also writes its rows to FILE (.csv or .parquet).
  AzureWebJobsStorage names the account (default: Azurite, as 'npm start' runs it).`

/** `npm run table`: what a Delta table is, or was. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      version: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  const [path] = positionals
  const version = values.version === undefined ? undefined : Number(values.version)
  const isVersion = version === undefined || (Number.isInteger(version) && version >= 0)
  if (path === undefined || positionals.length > 1 || values.help || !isVersion) {
    console.error(USAGE)
    process.exitCode = values.help ? 0 : 2
    return
  }

  const table = path.endsWith('/') ? path : `${path}/`
  const { lake } = await reachStorage(process.env)
  const description = await describeTable(lake, table, version)
  const { rows, files, bytes, columns, runs, newest } = description
  console.log(`${table}  version ${description.version}; the newest is ${newest}`)
  console.log(`${rows ?? 'unknown'} rows in ${files} files of ${bytes} bytes`)
  console.log(`columns: ${columns.join(', ')}`)
  for (const run of runs) console.log(`made by ${run.runId} from ${sourcesOf(run)}`)
  if (values.out !== undefined) {
    const written = await exportRows(lake, table, description.version, values.out)
    console.log(`${values.out}: ${written} rows`)
  }
}

function sourcesOf({ silver }: RunDescription): string {
  if (silver === null) return 'silver that is no longer on record'
  return Object.entries(silver)
    .map(([table, version]) => `${table} ${version}`)
    .join(', ')
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})

import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { SILVER_SQL_TYPES } from '../../../shared/features/stayGold.ts'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import {
  groundTruth,
  type SyntheticOptions,
  syntheticMimic,
} from '../../../shared/synthetic/mimic.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import { literal } from '../../../shared/tables/sql.ts'
import { buildGold, readGold } from '../features/buildGold.ts'
import { SILVER_TABLES } from '../features/demoSilver.ts'

/**
 * Gold of a synthetic hospital, by the project's own features on silver that DuckDB reads from the CSVs at once,
 * without the checks of a promotion. Leaves `gold.csv`, without the scores, and `ground-truth.csv` in the folder.
 */
export async function buildSyntheticGold(
  options: SyntheticOptions,
  folder: string,
): Promise<Frame> {
  const files = new Map(syntheticMimic(options).map(file => [file.table.toLowerCase(), file]))
  const gold = await withDuckdb(
    { threads: 2, memoryMiB: 1024, temporaryFolder: folder },
    async sql => {
      for (const table of SILVER_TABLES) {
        const file = files.get(table)
        if (file === undefined) throw new Error(`${table} is not among the files`)
        const csv = join(folder, file.name)
        await pipeline(Readable.from(file.chunks()), createWriteStream(csv))
        const columns = contractOf(file.table).columns.map(
          ({ name, type }) => `${literal(name)}: ${literal(SILVER_SQL_TYPES[type])}`,
        )
        await sql.run(`COPY (SELECT * FROM read_csv(${literal(csv)}, auto_detect = false,
          header = true, delim = ',', quote = '"', escape = '"', nullstr = '',
          columns = { ${columns.join(', ')} }
        )) TO ${literal(join(folder, `${table}.parquet`))} (FORMAT parquet)`)
      }
      const silver = Object.fromEntries(
        SILVER_TABLES.map(table => [table, [join(folder, `${table}.parquet`)]]),
      )
      const file = await buildGold(sql, silver, folder)
      await sql.run(
        `COPY (SELECT * FROM read_parquet(${literal(file)})) TO ${literal(join(folder, 'gold.csv'))} (HEADER)`,
      )
      return await readGold(file)
    },
  )
  await writeFile(join(folder, 'ground-truth.csv'), groundTruth(options))
  return gold
}

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { localCopies } from '../../../shared/storage/localCopies.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'

it('copies blobs of any name, in the order of their paths', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'copies-'))
  try {
    const lake = memoryLake()
    const long = `gold/${'as_timestamp=2021-09-08 11%3A11%3A11/'.repeat(20)}part.parquet`
    const paths = ['gold/b', long, 'gold/a*[0]?', 'gold/é/b', 'gold/x/y', 'gold/x~y']
    for (const path of paths) await lake.write(path, path)
    const files = await localCopies(lake, paths, folder)
    const contents = await Promise.all(files.map(file => readFile(file, 'utf8')))
    expect(contents).toEqual(paths)
    // what reads them takes a file's name for a pattern
    for (const file of files) expect(basename(file)).toMatch(/^\w+\.parquet$/)
  } finally {
    await rm(folder, { recursive: true })
  }
})

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withTemporaryFolder } from '../../../shared/compute/temporaryFolder.ts'

let parent: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'temporary-folder-'))
})
afterEach(async () => {
  await rm(parent, { recursive: true })
})

describe('withTemporaryFolder', () => {
  it('deletes the folder when the work is done, and when it fails', async () => {
    await withTemporaryFolder(parent, async folder => writeFile(join(folder, 'rows.csv'), 'a'))
    const failing = withTemporaryFolder(parent, async folder => {
      await writeFile(join(folder, 'rows.csv'), 'a')
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await readdir(parent)).toEqual([])
  })

  it('makes the folder that it is to lie in, where a setting names one that is not there', async () => {
    const missing = join(parent, 'not', 'there')
    await withTemporaryFolder(missing, async folder => writeFile(join(folder, 'rows.csv'), 'a'))
    expect(await readdir(missing)).toEqual([])
  })

  it('deletes what a process that was killed has left', async () => {
    const folderModule = join(
      import.meta.dirname,
      '../../../dist/shared/compute/temporaryFolder.js',
    )
    const killed = spawnSync(process.execPath, [
      '--input-type=module',
      '-e',
      `import { writeFileSync } from 'node:fs'
       const { withTemporaryFolder } = await import(${JSON.stringify(folderModule)})
       await withTemporaryFolder(${JSON.stringify(parent)}, async folder => {
         writeFileSync(folder + '/rows.csv', 'a')
         process.kill(process.pid, 'SIGKILL')
         await new Promise(() => {})
       })`,
    ])
    expect(killed.signal).toBe('SIGKILL')
    const [left = ''] = await readdir(parent)
    expect(existsSync(join(parent, left, 'rows.csv'))).toBe(true)

    await withTemporaryFolder(parent, async folder => {
      expect(await readdir(parent)).toEqual([folder.slice(parent.length + 1)])
    })
  })

  it('leaves folders of processes that run, and of others', async () => {
    const running = join(parent, `icu-mortality-${process.ppid}-abc`)
    const other = join(parent, 'icu-mortality-cache')
    await writeFile(running, '')
    await writeFile(other, '')
    await withTemporaryFolder(parent, async () => {})
    expect(existsSync(running)).toBe(true)
    expect(existsSync(other)).toBe(true)
  })
})

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { datasetFiles } from '../../cli/datasetFiles.ts'
import { parseSynthOptions } from '../../cli/synthOptions.ts'
import { writeSynthetic } from '../../cli/writeSynthetic.ts'
import { TABLES } from '../../shared/contracts/dataset.ts'

const folder = mkdtempSync(join(tmpdir(), 'synth-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const OPTIONS = { patients: 12, seed: 3 }

describe('a synthetic dataset on disk', () => {
  it('is 26 tables and the ground truth, which is not among what is dropped', async () => {
    const written = await writeSynthetic(join(folder, 'plain'), OPTIONS)
    const names = TABLES.map(table => `${table}.csv`)
    expect(readdirSync(written).sort()).toEqual([...names, 'ground-truth.csv'].sort())
    expect((await datasetFiles(written)).map(file => file.name)).toEqual([...names].sort())
    expect(readFileSync(join(written, 'ground-truth.csv'), 'utf8')).toMatch(
      /^icustay_id,risk\n(\d{6},0\.\d+(e-\d+)?\n)+$/,
    )
  })

  it('is the same, zipped and with capitals, as the full release comes', async () => {
    const plain = await writeSynthetic(join(folder, 'lower'), OPTIONS)
    const release = await writeSynthetic(join(folder, 'release'), OPTIONS, {
      gzip: true,
      upperCase: true,
    })
    for (const table of TABLES) {
      const text = gunzipSync(readFileSync(join(release, `${table}.csv.gz`))).toString()
      const [header = ''] = text.split('\n', 1)
      expect(header).toBe(header.toUpperCase())
      expect(`${header.toLowerCase()}${text.slice(header.length)}`).toBe(
        readFileSync(join(plain, `${table}.csv`), 'utf8'),
      )
    }
  })

  it('says how many patients are done', async () => {
    const heard: string[] = []
    await writeSynthetic(join(folder, 'heard'), OPTIONS, {
      onPatient: (table, patients) => heard.push(`${table} ${patients}`),
    })
    expect(heard.filter(line => line.startsWith('CHARTEVENTS '))).toEqual(
      Array.from({ length: 12 }, (_, index) => `CHARTEVENTS ${index + 1}`),
    )
  })

  it('ends in the middle of a table when it is told to', async () => {
    const told = new AbortController()
    const heard: string[] = []
    const writing = writeSynthetic(join(folder, 'broken off'), OPTIONS, {
      signal: told.signal,
      onPatient: (table, patients) => {
        heard.push(`${table} ${patients}`)
        if (heard.length === 20) told.abort()
      },
    })
    await expect(writing).rejects.toThrow('aborted')
    expect(heard.length).toBeLessThan(12 * TABLES.length)
  })
})

describe('npm run synth', () => {
  it('takes what it is asked for', () => {
    const args = '--patients 10 --seed 5 --out here --dirt 0.5 --broken 0.01 --gzip --upper-case'
    expect(parseSynthOptions(args.split(' '))).toMatchObject({
      patients: 10,
      seed: 5,
      dirt: 0.5,
      broken: 0.01,
      gzip: true,
      upperCase: true,
    })
    expect(parseSynthOptions(['--help'])).toBe('help')
  })

  it.each([
    ['', '--out DIR is required'],
    ['--out here --patients 0', 'patients'],
    ['--out here --patients 1e9', 'patients'],
    ['--out here --dirt -1', 'dirt'],
    ['--out here --broken 2', 'broken'],
    ['--out here --seed one', 'seed'],
  ])('refuses "%s", naming what is wrong', (args, named) => {
    expect(() => parseSynthOptions(args.split(' ').filter(Boolean))).toThrow(named)
  })
})

import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { datasetFiles, datasetNameOf, datasetOption } from '../../cli/datasetFiles.ts'

describe('a dataset of the command line', () => {
  it.each([
    ['/data/MIMIC-III demo 1.4', 'mimic-iii-demo-1-4'],
    ['/data/___', 'dataset'],
    [`/data/${'a'.repeat(80)}`, 'a'.repeat(63)],
  ])('has its name from the folder %s', (folder, name) => {
    expect(datasetNameOf(folder)).toBe(name)
    expect(datasetOption(name)).toBe(name)
  })

  it('is looked for in a folder that is there', async () => {
    const missing = join(import.meta.dirname, 'missing')
    await expect(datasetFiles(missing)).rejects.toThrow(`${missing}: there is no such folder`)
    await expect(datasetFiles(import.meta.filename)).rejects.toThrow('is a file; name the folder')
    await expect(datasetFiles(import.meta.dirname)).rejects.toThrow('holds no MIMIC-III table')
  })

  it('says which option is wrong, and what it must be', () => {
    expect(() => datasetOption('Bad_Name')).toThrow(
      /^--dataset Bad_Name: must be 1 to 63 lower-case letters/,
    )
  })
})

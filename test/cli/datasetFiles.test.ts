import { describe, expect, it } from 'vitest'
import { datasetNameOf, datasetOption } from '../../cli/datasetFiles.ts'

describe('a dataset of the command line', () => {
  it.each([
    ['/data/MIMIC-III demo 1.4', 'mimic-iii-demo-1-4'],
    ['/data/___', 'dataset'],
    [`/data/${'a'.repeat(80)}`, 'a'.repeat(63)],
  ])('has its name from the folder %s', (folder, name) => {
    expect(datasetNameOf(folder)).toBe(name)
    expect(datasetOption(name)).toBe(name)
  })

  it('says which option is wrong, and what it must be', () => {
    expect(() => datasetOption('Bad_Name')).toThrow(
      /^--dataset Bad_Name: must be 1 to 63 lower-case letters/,
    )
  })
})

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { studyData } from '../../../shared/compute/recentStudy.ts'
import { studyDefinition } from '../../../shared/contracts/study.ts'
import { temporaryFolder } from '../features/demoSilver.ts'

const { folder, remove } = temporaryFolder()
afterAll(remove)

const definition = studyDefinition.parse({
  id: 'train-demo-0123456789abcdef',
  gold: 'gold/demo/stays/part.parquet',
  seed: 1,
  trials: 1,
  seconds: null,
  families: ['logistic'],
  featureSets: ['core'],
  predictionHours: 24,
  availability: 'charttime',
  folds: 5,
  repeats: 2,
  parallelTrials: 4,
})

describe('the rows of a study', () => {
  it('are read anew by a thread that could not read them', async () => {
    const gold = join(folder, 'gold.parquet')
    await expect(studyData(gold, definition)).rejects.toThrow('ENOENT')
    await writeFile(gold, 'no Parquet')
    await expect(studyData(gold, definition)).rejects.not.toThrow('ENOENT')
  })
})

import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { xgboostFile } from '../../../shared/models/boosting/treeFamilies.ts'
import { applyPreprocessor } from '../../../shared/preprocessing/applyPreprocessor.ts'
import { publishVersion } from '../../../shared/registry/versions.ts'
import { familyScorer } from '../../../shared/serving/familyScorer.ts'
import { loadModel } from '../../../shared/serving/servedModel.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { memoryRows } from '../../../shared/storage/memoryRows.ts'
import { versionFolder } from '../../../shared/storage/paths.ts'
import { refit } from '../../../shared/tuning/refit.ts'
import { askPeer, hasPythonModule } from '../../support/peerPython.ts'
import { madeUpGold } from '../tuning/madeUpGold.ts'
import { refitInput, search } from '../tuning/searchInMemory.ts'
import { samplePublication } from './sampleVersion.ts'

const gold = madeUpGold({ patients: 120, seed: 1, signal: 1 })
const peer = z.object({ load: z.array(z.object({ margins: z.array(z.number()) })) })

describe('xgboost.json', () => {
  const hasXgboost = hasPythonModule('xgboost', 'published xgboost.json')

  it.skipIf(!hasXgboost).each(['boosting', 'random-forest'] as const)(
    'of a published %s gives in XGBoost the margins that are served, after our preprocessing',
    async family => {
      const artifact = refit(refitInput(search(gold, [family])))
      const lake = memoryLake()
      const { version } = await publishVersion(lake, memoryRows(), {
        ...samplePublication(1),
        artifact,
        xgboost: xgboostFile(artifact.family, artifact.model),
      })

      const served = loadModel(
        version,
        await lake.read(`${versionFolder(version)}model.json`),
        familyScorer,
      )
      const rows = Int32Array.from({ length: gold.rows }, (_, row) => row)
      const matrix = applyPreprocessor(served.preprocessor, gold, rows)
      const model = new TextDecoder().decode(
        await lake.read(`${versionFolder(version)}xgboost.json`),
      )
      const values = Array.from(matrix.values, value => (Number.isNaN(value) ? null : value))
      const given = { model, rows: matrix.rows, columns: matrix.columns, values }
      const { load } = peer.parse(askPeer('tree-ensembles', { train: [], load: [given] }))

      const margins = served.scorer.margins(matrix)
      expect(new Set(margins).size).toBeGreaterThan(20)
      const off = Array.from(margins, (margin, row) =>
        Math.abs(margin - (load[0]?.margins[row] ?? Number.NaN)),
      )
      expect(Math.max(...off)).toBeLessThan(1e-6)
    },
  )

  it('is there for families of trees of our own trainer only', () => {
    expect(xgboostFile('logistic', {})).toBeUndefined()
    expect(xgboostFile('ml-random-forest', {})).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import { OASIS_COMPONENTS } from '../../../shared/features/oasis.ts'
import { scorePoints } from '../../../shared/features/severityScore.ts'
import { applyPreprocessor } from '../../../shared/preprocessing/applyPreprocessor.ts'
import { oasisPreprocessor } from '../../../shared/preprocessing/oasisPreprocessor.ts'
import { parsePreprocessor } from '../../../shared/preprocessing/preprocessor.ts'
import { frameOf, numbers, texts } from './frames.ts'

describe('the oasis preprocessor', () => {
  it('gives the points of the ten components, of any rows', () => {
    const stays = frameOf({
      age: numbers(30, 80, 95),
      gcs_min: numbers(15, 7, 14),
      elective_surgery: numbers(1, 0, 0),
      insurance: texts('Private', null, 'Medicare'),
    })
    const points = scorePoints(OASIS_COMPONENTS, stays)
    const back = parsePreprocessor(JSON.parse(JSON.stringify(oasisPreprocessor())))
    expect(applyPreprocessor(back, stays)).toEqual(points)
    expect(applyPreprocessor(back, stays, Int32Array.of(2)).values).toEqual(points.values.slice(20))
    expect(back.names).toEqual(points.names)
    OASIS_COMPONENTS.forEach(({ features }, at) =>
      expect(features).toContain(oasisPreprocessor().sources[at]),
    )
  })
})

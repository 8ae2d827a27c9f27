import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitPreprocessor } from '../../../shared/preprocessing/fitPreprocessor.ts'
import type { PreprocessingOptions } from '../../../shared/preprocessing/preprocessing.ts'
import { seededRandom } from '../../../shared/random.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import { LEAVE_AS_IS, numberFeature } from './features.ts'

const chosen: fc.Arbitrary<PreprocessingOptions> = fc
  .record({
    outliers: fc.constantFrom('none', 'iqr', 'iqr-always'),
    fill: fc.constantFrom('median', 'mean', 'none'),
    missingIndicators: fc.boolean(),
    skew: fc.constantFrom('none', 'yeo-johnson', 'rules'),
    scale: fc.constantFrom('none', 'standard'),
  })
  .map(options => ({ ...LEAVE_AS_IS, ...options }))

const features = ['x', 'y'].map(numberFeature)

/** Skewed, each value missing one time in five. */
function skewedFrame(rows: number): Frame {
  const random = seededRandom(1)
  const values = () =>
    Float64Array.from({ length: rows }, () =>
      random.uniform() < 0.2 ? Number.NaN : Math.exp(random.normal()),
    )
  return {
    rows,
    columns: { x: { kind: 'number', values: values() }, y: { kind: 'number', values: values() } },
  }
}

describe('fits of the same rows', () => {
  it('are what they would be on their own, whatever was fitted before', () => {
    const frame = skewedFrame(60)
    const labels = Uint8Array.from({ length: 40 }, (_, row) => row % 2)
    const folds = [0, 20].map(start => Int32Array.from({ length: 40 }, (_, at) => start + at))
    fc.assert(
      fc.property(fc.array(fc.tuple(chosen, fc.constantFrom(0, 1)), { minLength: 2 }), asked => {
        for (const [options, fold] of asked) {
          const rows = folds[fold] ?? new Int32Array()
          expect(fitPreprocessor(frame, rows, labels, features, options)).toEqual(
            fitPreprocessor(frame, rows.slice(), labels, features, options),
          )
        }
      }),
      { numRuns: 30 },
    )
  })
})

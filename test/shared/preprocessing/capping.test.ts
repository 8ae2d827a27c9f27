import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { applyPreprocessor } from '../../../shared/preprocessing/applyPreprocessor.ts'
import { fitPreprocessor } from '../../../shared/preprocessing/fitPreprocessor.ts'
import { seededRandom } from '../../../shared/random.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import { askPeer, hasPythonModule } from '../../support/peerPython.ts'
import { LEAVE_AS_IS, numberFeature } from './features.ts'

const inputsSchema = z.record(z.string(), z.array(z.number().nullable()))
const outputsSchema = z.record(z.string(), z.array(z.number()))

/** Columns by name as the preprocessor leaves them, one at a time: equal ones would go otherwise. */
function cappedAlways(inputs: z.infer<typeof inputsSchema>): Record<string, number[]> {
  const left: Record<string, number[]> = {}
  for (const [name, given] of Object.entries(inputs)) {
    const values = Float64Array.from(given, value => value ?? Number.NaN)
    const column = { kind: 'number' as const, values }
    // never constant, so that something is left
    const beside = { kind: 'number' as const, values: Float64Array.from(values.keys()) }
    const frame: Frame = { rows: values.length, columns: { [name]: column, beside } }
    const rows = Int32Array.from(values.keys())
    const fitted = fitPreprocessor(
      frame,
      rows,
      Uint8Array.from(rows, row => row % 2),
      [numberFeature(name), numberFeature('beside')],
      { ...LEAVE_AS_IS, outliers: 'iqr-always' },
    )
    const applied = applyPreprocessor(fitted, frame)
    const at = applied.names.indexOf(name)
    if (at < 0) continue
    left[name] = Array.from(
      rows,
      row => applied.values[row * applied.names.length + at] ?? Number.NaN,
    )
  }
  return left
}

function expectAgreement(
  ours: Record<string, number[]>,
  theirs: z.infer<typeof outputsSchema>,
): void {
  expect(Object.keys(ours)).toEqual(Object.keys(theirs))
  for (const [name, expected] of Object.entries(theirs)) {
    const off = expected.map((value, row) => Math.abs(value - (ours[name]?.[row] ?? Number.NaN)))
    const isClose = Math.max(...off) < 1e-12
    expect({ name, isClose }).toEqual({ name, isClose: true })
  }
}

describe('capping every column agrees with pandas', () => {
  it('on the golden file, where some columns are lost by it', () => {
    const { inputs, outputs } = z
      .object({ inputs: inputsSchema, outputs: outputsSchema })
      .parse(JSON.parse(readFileSync('test/golden/capping/pandas.json', 'utf8')))
    expect(Object.keys(outputs).length).toBeLessThan(Object.keys(inputs).length)
    expectAgreement(cappedAlways(inputs), outputs)
  })

  it.skipIf(!hasPythonModule('pandas', 'capping'))('live, on random counts', () => {
    const random = seededRandom(4)
    const inputs = Object.fromEntries(
      Array.from({ length: 30 }, (_, column) => {
        // of equal quartiles up to counts that spread widely
        const most = 1 + Math.floor(column / 3)
        const values = Array.from({ length: 41 }, () =>
          random.uniform() < 0.1 ? null : random.int(most) * random.int(2),
        )
        return [`count ${column}`, values]
      }),
    )
    const outputs = outputsSchema.parse(askPeer('capping', inputs))
    expect(Object.keys(outputs).length).toBeLessThan(30)
    expectAgreement(cappedAlways(inputs), outputs)
  })
})

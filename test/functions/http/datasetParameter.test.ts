import { describe, expect, it } from 'vitest'
import { datasetParameter } from '../../../functions/http/datasetParameter.ts'

describe('datasetParameter', () => {
  it('is the dataset of the path', () => {
    expect(datasetParameter({ params: { dataset: 'mimic-iii-demo' } })).toBe('mimic-iii-demo')
  })

  it.each(['Bad_Name', '-first', 'x'.repeat(64), ''])(
    'says of "%s" that the path is wrong',
    name => {
      expect(() => datasetParameter({ params: { dataset: name } })).toThrow(
        expect.objectContaining({
          code: 'INVALID_INPUT',
          message: expect.stringMatching(
            /^One field is wrong\. First: \{dataset\} must be 1 to 63 /,
          ),
        }),
      )
    },
  )
})

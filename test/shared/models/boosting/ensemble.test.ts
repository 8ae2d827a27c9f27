import { expect, it } from 'vitest'
import { baseMargin } from '../../../../shared/models/boosting/ensemble.ts'

it('starts from the logit of the base score, as a float32', () => {
  expect(baseMargin(0.5)).toBe(0)
  // log(1/3), rounded to float32
  expect(baseMargin(0.25)).toBe(Math.fround(-1.0986122886681098))
  expect(baseMargin(0.1)).toBeCloseTo(Math.log(1 / 9), 6)
})

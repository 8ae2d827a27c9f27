import { describe, expect, it } from 'vitest'
import { whyLeftOut } from '../../../shared/models/work.ts'

describe('whyLeftOut', () => {
  it('lets the demo’s 105 stays be trained on by every family', () => {
    expect(whyLeftOut('ml-random-forest', 105, 60, { nEstimators: 60, maxFeatures: 1 })).toBeNull()
    expect(whyLeftOut('ml-logistic-regression', 105, 60, { numSteps: 400 })).toBeNull()
  })

  it('says what is too much of what on 20,000 stays, for the npm packages only', () => {
    expect(whyLeftOut('ml-random-forest', 20_000, 60, {})).toContain('20000 rows × 60 columns')
    expect(whyLeftOut('ml-random-forest', 20_000, 60, {})).toContain('rows² × columns')
    expect(whyLeftOut('ml-logistic-regression', 20_000, 250, {})).toContain('steps')
    expect(whyLeftOut('logistic', 20_000, 250, {})).toBeNull()
    expect(whyLeftOut('severity', 20_000, 10, {})).toBeNull()
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestSoFar } from '../../../web/studies/trials.ts'

const value = fc.double({ min: 0, max: 1, noNaN: true })
const outcome = fc.oneof(
  fc.record({ state: fc.constantFrom('complete', 'pruned'), value }),
  fc.constant({ state: 'failed', value: null } as const),
)

describe('bestSoFar', () => {
  it('is the greatest value of the complete trials up to each, and nothing before the first', () => {
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 30 }), outcomes => {
        const trials = outcomes.map((told, number) => ({ ...told, number }))
        const expected = trials.flatMap(({ number }) => {
          const complete = trials
            .slice(0, number + 1)
            .flatMap(trial => (trial.state === 'complete' ? (trial.value ?? []) : []))
          return complete.length === 0 ? [] : [{ number, value: Math.max(...complete) }]
        })
        expect(bestSoFar(trials)).toEqual(expected)
      }),
    )
  })
})

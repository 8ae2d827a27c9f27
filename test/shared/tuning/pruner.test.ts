import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type PruningOptions,
  pruningBars,
  pruningRungs,
  type ReportedTrial,
} from '../../../shared/tuning/pruner.ts'

const options: PruningOptions = {
  family: 'logistic',
  rungs: [100, 400],
  reduction: 4,
  reductionWithinFirst: 2,
  leastTrials: 1,
}

function reported(first: number, ...later: readonly number[]): ReportedTrial {
  const values = [first, ...later]
  return {
    family: 'logistic',
    state: values.length > 3 ? 'complete' : 'pruned',
    steps: values.map((value, at) => ({ step: 100 * (at + 1), value })),
  }
}

describe('pruningBars', () => {
  it('lets the best quarter of those that reached a rung go on, the trial itself counted', () => {
    const seven = [0.61, 0.62, 0.63, 0.64, 0.65, 0.66, 0.67].map(value => reported(value))
    // the eighth of eight: two go on, so it must be as good as the second of the seven
    expect(pruningBars(seven, options)).toEqual([{ step: 100, bar: 0.66 }])
    // the seventh of seven: one goes on
    expect(pruningBars(seven.slice(0, 6), options)).toEqual([{ step: 100, bar: 0.66 }])
  })

  it('lets more go on from a rung within the first fit', () => {
    const seven = [0.61, 0.62, 0.63, 0.64, 0.65, 0.66, 0.67].map(
      (value): ReportedTrial => ({ ...reported(value), steps: [{ step: 33, value }] }),
    )
    // the eighth of eight: four go on
    expect(pruningBars(seven, { ...options, rungs: [33] })).toEqual([{ step: 33, bar: 0.64 }])
  })

  it('lets the best so far go on while there are fewer than η', () => {
    expect(pruningBars([reported(0.7), reported(0.6)], options)).toEqual([{ step: 100, bar: 0.7 }])
    expect(pruningBars([], options)).toEqual([])
  })

  it('compares at each rung only those that have reached it', () => {
    const trials = [reported(0.6), reported(0.7, 0.7, 0.7, 0.65, 0.5), reported(0.5)]
    expect(pruningBars(trials, options)).toEqual([
      { step: 100, bar: 0.7 },
      { step: 400, bar: 0.65 },
    ])
  })

  it('sets no bar where too few trials have reached the rung', () => {
    const trials = [reported(0.6), reported(0.7, 0.7, 0.7, 0.65), reported(0.5)]
    expect(pruningBars(trials, { ...options, leastTrials: 3 })).toEqual([{ step: 100, bar: 0.7 }])
    expect(pruningBars(trials, { ...options, leastTrials: 4 })).toEqual([])
  })

  it('takes no notice of other families and of failed trials', () => {
    const others: ReportedTrial[] = [
      { ...reported(0.9), family: 'ml-random-forest' },
      { ...reported(0.9), state: 'failed' },
    ]
    expect(pruningBars([...others, reported(0.6)], options)).toEqual([{ step: 100, bar: 0.6 }])
    expect(pruningBars(others, options)).toEqual([])
  })

  it('stops nobody who is best at every rung, whatever the order of the history', () => {
    const auroc = fc.double({ min: 0.3, max: 1, noNaN: true })
    const trial = fc
      .array(auroc, { minLength: 1, maxLength: 10 })
      .map(([first = 0.5, ...later]) => reported(first, ...later))
    fc.assert(
      fc.property(
        fc.array(trial, { maxLength: 30 }),
        fc.integer({ min: 2, max: 5 }),
        fc.nat(),
        (history, reduction, turn) => {
          const bars = pruningBars(history, { ...options, reduction })
          for (const { step, bar } of bars) {
            const reached = history.flatMap(({ steps }) => steps[step / 100 - 1]?.value ?? [])
            expect(bar).toBeLessThanOrEqual(Math.max(...reached))
          }
          const turned = [...history.slice(turn % 7), ...history.slice(0, turn % 7)]
          expect(pruningBars(turned, { ...options, reduction })).toEqual(bars)
        },
      ),
    )
  })
})

describe('pruningRungs', () => {
  it('are powers of η below the whole, and one within the first fit', () => {
    expect(pruningRungs(10, 4)).toEqual([25, 100, 400])
    expect(pruningRungs(10, 2)).toEqual([50, 100, 200, 400, 800])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../shared/random.ts'
import { axisOf, coordinateOn } from '../../../shared/tuning/axis.ts'
import type { ObservedTrial } from '../../../shared/tuning/sampler.ts'
import { isActive, type Space } from '../../../shared/tuning/space.ts'
import { STARTUP_TRIALS, tpeSampler } from '../../../shared/tuning/tpeSampler.ts'
import { OBJECTIVES, searched } from './standardObjectives.ts'

const { families, branin } = OBJECTIVES

describe('tpeSampler', () => {
  it('suggests a value within its range for every parameter whose condition holds, and for no other', () => {
    const space: Space = [
      ...families.space,
      { name: 'rounds', kind: 'int', low: 10, high: 500, step: 1, log: true },
    ]
    const history = searched({ ...families, space }, 3, 60)
    for (const { parameters } of history) {
      const active = space.filter(dimension => isActive(dimension, parameters))
      expect(Object.keys(parameters).sort()).toEqual(active.map(({ name }) => name).sort())
      for (const dimension of active) {
        expect(coordinateOn(axisOf(dimension), parameters[dimension.name])).toBeDefined()
      }
    }
  })

  it('suggests the same for the same seed and history, in whatever order its rows come', () => {
    const history = searched(families, 1, 40).map((trial, at): ObservedTrial => {
      if (at % 7 === 3) return { ...trial, state: 'failed', value: null }
      if (at % 5 === 1) return { ...trial, state: 'pruned', steps: [{ step: at, value: 0.6 }] }
      return at > 36 ? { ...trial, state: 'running', value: null } : trial
    })
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 40 }), (seed, length) => {
        const seen = history.slice(0, length)
        const turned = seededRandom(seed, 'order').shuffle([...seen])
        expect(tpeSampler(families.space, turned, length, seed)).toEqual(
          tpeSampler(families.space, seen, length, seed),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('begins with a Latin hypercube', () => {
    const first = searched(branin, 5, STARTUP_TRIALS)
    const strata = first.map(({ parameters }) =>
      Math.floor(((Number(parameters['x']) + 5) / 15) * STARTUP_TRIALS),
    )
    expect(strata.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: STARTUP_TRIALS }, (_, at) => at),
    )
  })

  it('takes failed trials for no evidence', () => {
    const history = searched(branin, 2, 30)
    const failed = (value: number | null): ObservedTrial[] =>
      history.map((trial, at) => (at % 3 === 0 ? { ...trial, state: 'failed', value } : trial))
    expect(tpeSampler(branin.space, failed(null), 30, 1)).toEqual(
      tpeSampler(branin.space, failed(1000), 30, 1),
    )
  })

  it('keeps away from what is running', () => {
    const history = searched(branin, 2, 40)
    const distances = (isRunningSeen: boolean) =>
      Array.from({ length: 30 }, (_, seed) => {
        const running = tpeSampler(branin.space, history, 40, seed)
        const seen: ObservedTrial[] = Array.from({ length: 8 }, (__, at) => ({
          number: 40 + at,
          parameters: running,
          state: 'running',
          value: null,
          steps: [],
        }))
        const next = tpeSampler(
          branin.space,
          isRunningSeen ? [...history, ...seen] : history,
          48,
          seed,
        )
        return Math.hypot(
          Number(next['x']) - Number(running['x']),
          Number(next['y']) - Number(running['y']),
        )
      })
    expect(median(distances(true))).toBeGreaterThan(median(distances(false)))
  })

  it('prefers, of pruned trials, what came further, then what was better, and complete ones to all', () => {
    const space: Space = [{ name: 'x', kind: 'float', low: 0, high: 1, log: false }]
    const around = (good: Partial<ObservedTrial>, others: Partial<ObservedTrial>) => {
      const history = Array.from({ length: 20 }, (_, number) =>
        number < 3
          ? trialAt(0.2 + number / 100, good, number)
          : trialAt(0.5 + number / 40, others, number),
      )
      const suggested = Array.from({ length: 15 }, (_, seed) =>
        Number(tpeSampler(space, history, 20, seed)['x']),
      )
      return suggested.filter(x => x < 0.4).length
    }
    expect(around({ state: 'complete', value: 0.5 }, {})).toBeGreaterThan(12)
    expect(around({ steps: [{ step: 400, value: 0.5 }], value: 0.5 }, {})).toBeGreaterThan(12)
    expect(around({ value: 0.95 }, {})).toBeGreaterThan(12)
    expect(around({ value: 0.5 }, {})).toBeLessThan(5)
  })

  it('does not try a point twice while there are others', () => {
    const space: Space = [
      { name: 'a', kind: 'choice', choices: [1, 2, 3, 4] },
      { name: 'b', kind: 'int', low: 1, high: 30, step: 1, log: false },
    ]
    const tried = searched({ space, valueAt: point => Number(point['a']) }, 1, 24)
    const points = tried.map(({ parameters }) => JSON.stringify(parameters))
    expect(new Set(points).size).toBeGreaterThan(22)
  })
})

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** A trial at x, pruned where nothing else is said. */
function trialAt(x: number, rest: Partial<ObservedTrial>, number: number): ObservedTrial {
  return {
    number,
    parameters: { x },
    state: 'pruned',
    value: 0.9,
    steps: [{ step: 100, value: 0.9 }],
    ...rest,
  }
}

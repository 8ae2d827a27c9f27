import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parameterValue } from '../../../shared/contracts/study.ts'
import { logNormalMass } from '../../../shared/tuning/normalMass.ts'
import type { ObservedTrial } from '../../../shared/tuning/sampler.ts'
import { askPeer, hasPythonModule } from '../../support/peerPython.ts'
import { diabetes } from './realStudy.ts'
import { OBJECTIVES as STANDARD, searched } from './standardObjectives.ts'

function bestOf(trials: readonly ObservedTrial[]): number {
  return Math.max(...trials.map(({ value }) => value ?? Number.NaN))
}

const found = z.array(
  z.object({
    seed: z.int(),
    after30: z.number(),
    after100: z.number(),
    best: z.record(z.string(), parameterValue),
  }),
)
const foundAll = z.object({ branin: found, hartmann: found, families: found, diabetes: found })
const OBJECTIVES = { ...STANDARD, diabetes }
const NAMES = ['branin', 'hartmann', 'families', 'diabetes'] as const
const golden = z
  .object({ optuna: z.literal('3.1.0'), found: foundAll })
  .parse(
    JSON.parse(readFileSync(join(import.meta.dirname, '../../golden/tuning/optuna.json'), 'utf8')),
  )
const hasOptuna = hasPythonModule('optuna', 'what Optuna finds')

/**
 * Beside Optuna 3.1.0 with its defaults, 20 seeds each, one trial after the other. Not worse: the one-sided
 * Mann–Whitney U test of the best values (ours the lower ones, normal approximation with ties and continuity) does not
 * reject at 5 %. With 20 seeds that finds ours worse where it loses about two of three pairs of runs, not where it loses
 * little more than half. (Our median was the higher one in five of the eight comparisons: not on `families` after 100
 * trials, by 0.001, and on `diabetes` after 30 and 100, by 0.002 and 0.003; the least p was 0.37.)
 */
describe.each(NAMES)('the search of %s', name => {
  const objective = OBJECTIVES[name]
  const theirs = golden.found[name]
  const ours = theirs.map(({ seed }) => searched(objective, seed, 100))

  it('has the objective that Optuna had', () => {
    for (const { best, after100 } of theirs) {
      expect(objective.valueAt(best)).toBeCloseTo(after100, 10)
    }
  })

  it.each([
    ['after30', 30],
    ['after100', 100],
  ] as const)('finds no less than Optuna: %s', (when, trials) => {
    const best = ours.map(history => bestOf(history.slice(0, trials)))
    const other = theirs.map(run => run[when])
    expect(probabilityOfLess(best, other)).toBeGreaterThan(0.05)
  })
})

it.skipIf(!hasOptuna)(
  'Optuna itself still finds what the golden file says',
  { timeout: 120_000 },
  () => {
    const seeds = [0, 1]
    const live = foundAll.parse(askPeer('tuning', { seeds }))
    for (const name of NAMES) {
      seeds.forEach(seed => {
        const { after30, after100 } = live[name][seed] ?? { after30: 0, after100: 0 }
        expect(after30).toBeCloseTo(golden.found[name][seed]?.after30 ?? Number.NaN, 9)
        expect(after100).toBeCloseTo(golden.found[name][seed]?.after100 ?? Number.NaN, 9)
      })
    }
  },
)

/** p of the one-sided Mann–Whitney U test whose alternative is that the first are the lower ones. */
function probabilityOfLess(first: readonly number[], second: readonly number[]): number {
  const both = [...first, ...second]
  const n = both.length
  let u = 0
  for (const a of first) {
    for (const b of second) u += a > b ? 1 : a === b ? 0.5 : 0
  }
  const counts = new Map<number, number>()
  for (const value of both) counts.set(value, (counts.get(value) ?? 0) + 1)
  let ties = 0
  for (const count of counts.values()) ties += count * count * count - count
  const pairs = first.length * second.length
  const variance = (pairs / 12) * (n + 1 - ties / (n * (n - 1)))
  const score = (u - pairs / 2 + 0.5) / Math.sqrt(variance)
  return Math.exp(logNormalMass(Number.NEGATIVE_INFINITY, score))
}

import { describe, expect, it } from 'vitest'
import { leaderboardOf } from '../../../shared/validation/buildCard.ts'
import { told } from '../tuning/toldTrials.ts'

describe('leaderboardOf', () => {
  it('has each family that was tried, with its best complete trial and what became of the others', () => {
    const trials = told(40, (_, number) => 0.5 + number / 1000)
    const [pruned, failed] = trials.filter(({ family }) => family === 'logistic').toReversed()
    const unfinished = trials.map(trial => {
      if (trial.family === 'ml-random-forest')
        return { ...trial, state: 'failed' as const, value: null }
      if (trial === failed) return { ...trial, state: 'failed' as const, value: null }
      // a trial that was stopped may have the highest value of all: that of its first folds
      return trial === pruned ? { ...trial, state: 'pruned' as const, value: 0.99 } : trial
    })
    const board = leaderboardOf(unfinished)

    expect(board.reduce((sum, entry) => sum + entry.trials, 0)).toBe(40)
    const logistic = board.find(({ family }) => family === 'logistic')
    expect(logistic).toMatchObject({ pruned: 1, failed: 1 })
    const complete = unfinished.filter(
      ({ family, state }) => family === 'logistic' && state === 'complete',
    )
    expect(logistic?.value).toBe(Math.max(...complete.map(({ value }) => value ?? 0)))

    const last = board.at(-1)
    expect(last).toMatchObject({ family: 'ml-random-forest', value: null, parameters: {} })
    expect(last?.failed).toBe(last?.trials)
  })
})

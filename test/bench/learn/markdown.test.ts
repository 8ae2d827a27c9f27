import { describe, expect, it } from 'vitest'
import type { LearnerResult } from '../../../bench/learn/boosting.ts'
import {
  boostingLines,
  demoLines,
  studiesLines,
  syntheticLines,
} from '../../../bench/learn/markdown.ts'

const learner: LearnerResult = {
  fitSeconds: 1.234,
  fitCpuSeconds: 1.5,
  predictSeconds: 0.017,
  auroc: 0.82474,
  peakBytes: 133 * 1024 * 1024,
  note: 'ours',
}
const run = {
  seconds: { gold: 3.21, study: 41.04, publish: 5 },
  totalSeconds: 60.3,
  family: 'boosting',
  trials: { all: 100, pruned: 30, failed: 1 },
  leaderboard: { boosting: { trials: 60, best: 0.8351 }, severity: { trials: 1, best: null } },
  leftOut: ['ml-random-forest: too many rows'],
}

describe('the figures as Markdown', () => {
  it('have a row for each learner that was measured', () => {
    const lines = boostingLines(
      [
        {
          rows: 50_000,
          ours: learner,
          xgboost: undefined,
          lightgbm: { ...learner, note: 'LightGBM', peakBytes: null },
        },
      ],
      5,
    )
    expect(lines[0]).toContain('5 turns')
    expect(lines.filter(line => line.startsWith('| 50,000'))).toEqual([
      '| 50,000 | ours | 1.23 s | 1.50 s | 17 ms | 0.8247 | 133 MiB |',
      '| 50,000 | LightGBM | 1.23 s | 1.50 s | 17 ms | 0.8247 | unknown |',
    ])
  })

  it('have a row for each side of a job', () => {
    const first = {
      steps: { select: 1, trials: 2.04 },
      auroc: 0.8,
      trials: 30,
      pruned: 2,
      note: 'ours',
    }
    const ours = [first, { ...first, auroc: 0.81, pruned: 0 }]
    const lines = studiesLines({
      stays: 4000,
      features: 300,
      seedJob: { ours, peers: [{ stoppedAfter: 180 }, { ...first, note: 'theirs' }] },
      boosting: { ours, peers: undefined },
    })
    expect(lines.slice(-3)).toEqual([
      "| the seed's | ours | 3.0, 3.0 | 0.8000, 0.8100 | 30 | 2, 0 |",
      "| the seed's | theirs | stopped after 180, 3.0 | –, 0.8000 | 30 | –, 2 |",
      '| boosting | ours | 3.0, 3.0 | 0.8000, 0.8100 | 30 | 2, 0 |',
    ])
  })

  it('say how a run went, family by family, and what it left out', () => {
    const text = demoLines({ trials: 100, run }).join('\n')
    expect(text).toContain('study 41.0 s')
    expect(text).toContain('100 trials, 30 pruned, 1 failed')
    expect(text).toContain('| `boosting` | 60 | 0.8351 |\n| `severity` | 1 | – |')
    expect(text).toContain('Left out: ml-random-forest: too many rows.')
    expect(demoLines(undefined)).toEqual(['Not measured: the open demo was not at hand.'])
  })

  it('hold the champion beside the truth', () => {
    const lines = syntheticLines({
      stays: 20_011,
      family: 'boosting',
      heldOut: { stays: 4000, deaths: 440 },
      expected: { champion: 0.871, best: 0.88 },
      drawn: { champion: 0.87, best: 0.8755 },
      run,
    })
    expect(lines.slice(-2)).toEqual([
      '| in expectation over the outcomes | 0.8710 | 0.8800 | 0.0090 |',
      '| on the outcomes that were drawn | 0.8700 | 0.8755 | 0.0055 |',
    ])
  })
})

import { expect, it } from 'vitest'
import { binMatrix } from '../../../shared/models/boosting/bins.ts'
import { oasisPreprocessor } from '../../../shared/preprocessing/oasisPreprocessor.ts'
import { stratifiedPatientFolds } from '../../../shared/tuning/folds.ts'
import { KeptBins } from '../../../shared/tuning/keptBins.ts'
import type { PipelineData } from '../../../shared/tuning/pipelineData.ts'
import { randomSampler } from '../../../shared/tuning/sampler.ts'
import { searchSpace } from '../../../shared/tuning/space.ts'
import { studyRows } from '../../../shared/tuning/studyRows.ts'
import { evaluateTrial } from '../../../shared/tuning/trial.ts'
import { MADE_UP_FEATURES, MADE_UP_SETS, madeUpGold } from './madeUpGold.ts'

const gold = madeUpGold({ patients: 100, seed: 1, signal: 1 })
const data: PipelineData = {
  frame: gold,
  rows: Int32Array.of(0, 1, 2, 3),
  labels: Uint8Array.of(0, 1, 0, 1),
  features: MADE_UP_FEATURES,
}
const values = Float64Array.of(1, 2, 3, 4)
const binned = binMatrix({ rows: 4, columns: 1, names: ['x'], values }, 256)
/** Of `binned`: 16 bytes of bins, 4 cuts. */
const BYTES = 32

/** What was made for what, in that order. */
function asked(kept: KeptBins) {
  const made: string[] = []
  const ask = (of: PipelineData, choices: string) =>
    kept.of(of, choices, () => {
      made.push(choices)
      return { preprocessor: oasisPreprocessor(), binned }
    })
  return { ask, made }
}

it('makes what depends on the same rows, outcomes, features and choices once', () => {
  const { ask, made } = asked(new KeptBins())
  const first = ask(data, 'a')
  expect(ask({ ...data, labels: data.labels.slice() }, 'a')).toBe(first)
  ask(data, 'b')
  ask({ ...data, frame: { ...gold } }, 'frame')
  ask({ ...data, frame: { ...gold } }, 'frame')
  ask({ ...data, rows: data.rows.slice() }, 'b')
  ask({ ...data, features: [...MADE_UP_FEATURES] }, 'b')
  ask({ ...data, labels: Uint8Array.of(0, 1, 1, 1) }, 'b')
  expect(made).toEqual(['a', 'b', 'frame', 'frame', 'b', 'b', 'b'])
})

it('keeps what is used most where there is no room for all', () => {
  const { ask, made } = asked(new KeptBins(2 * BYTES))
  for (const choices of ['a', 'a', 'b', 'c', 'a', 'c', 'b', 'a']) ask(data, choices)
  expect(made).toEqual(['a', 'b', 'c', 'b'])
})

it('keeps nothing that is larger than all that there is room for', () => {
  const { ask, made } = asked(new KeptBins(BYTES - 1))
  for (const choices of ['a', 'a']) ask(data, choices)
  expect(made).toEqual(['a', 'a'])
})

it.each(['boosting', 'random-forest'] as const)(
  'trials of %s come to the same, whatever was tried on their folds before',
  family => {
    const study = studyRows(gold)
    const { labels, patients } = study
    const inputOf = () => {
      const folds = stratifiedPatientFolds(labels, patients, { count: 5, repeats: 1, seed: 1 })
      return { ...study, features: MADE_UP_SETS, folds, seed: 1 }
    }
    const plans = [1, 2, 3, 4, 5, 6].map(number => ({
      number,
      family,
      featureSet: 'full' as const,
      parameters: randomSampler(searchSpace(family), [], number, 5),
    }))
    const together = inputOf()
    const inTurns = plans.map(plan => evaluateTrial({ ...together, plan }))
    const alone = plans.map(plan => evaluateTrial({ ...inputOf(), plan }))
    expect(inTurns).toEqual(alone)
    expect(inTurns.every(({ state }) => state === 'complete')).toBe(true)
  },
)

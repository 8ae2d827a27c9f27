import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { auroc, confusionAt, operatingPoint } from '../../../shared/evaluation/metrics.ts'
import { modelArtifact } from '../../../shared/registry/artifact.ts'
import { serialiseArtifact } from '../../../shared/registry/serialiseArtifact.ts'
import { calibrate } from '../../../shared/tuning/recalibration.ts'
import { isWeighted, refit } from '../../../shared/tuning/refit.ts'
import { artifactProbabilities } from '../../../shared/validation/artifactProbabilities.ts'
import { MADE_UP_FEATURES, madeUpGold } from './madeUpGold.ts'
import { refitInput, search } from './searchInMemory.ts'

const small = madeUpGold({ patients: 120, seed: 1, signal: 1 })

const searched = search(small)

describe('refit', () => {
  const artifact = refit(refitInput(searched))

  it('makes a valid artifact that goes through JSON and scores the same', () => {
    const read = modelArtifact.parse(JSON.parse(serialiseArtifact(artifact)))
    const rows = searched.study.rows
    expect(artifactProbabilities(read, small, rows)).toEqual(
      artifactProbabilities(artifact, small, rows),
    )
    expect(auroc(searched.study.labels, artifactProbabilities(read, small, rows))).toBeGreaterThan(
      0.7,
    )
    expect(read.training).toMatchObject({
      fingerprint: 'f00d',
      seed: 4,
      rows: small.rows,
      patients: 120,
    })
    expect(read.availability).toBe('charttime')
    expect(read.threshold).toBeGreaterThan(0)
    expect(read.threshold).toBeLessThan(1)
  })

  it('gives the same bytes again, the whole study over', () => {
    const again = refit(refitInput(search(small)))
    expect(sha256(serialiseArtifact(again))).toBe(sha256(serialiseArtifact(artifact)))
  })

  it('takes the threshold that reaches a given sensitivity out of fold', () => {
    const input = refitInput(searched)
    const { threshold, calibration } = refit({ ...input, thresholdRule: 0.9 })
    expect(threshold).toBeLessThan(artifact.threshold)
    const repeated = Array.from(input.predictions, (_, at) => input.labels[at % small.rows] ?? 0)
    const recallAt = (cut: number) =>
      operatingPoint(confusionAt(repeated, calibrate(calibration, input.predictions), cut)).recall
    expect(recallAt(threshold)).toBeGreaterThanOrEqual(0.9)
    expect(recallAt(threshold)).toBeLessThan(1)
  })

  it('signs for the features that the model uses, with what training saw of them', () => {
    const { features } = refit(refitInput(search(small, ['logistic'])))
    const lactate = features.find(feature => feature.name === 'lactate_max')
    const column = small.columns['lactate_max']
    const observed = (column?.kind === 'number' ? [...column.values] : [])
      .filter(value => !Number.isNaN(value))
      .toSorted((a, b) => a - b)
    expect(lactate?.training.missing).toBeCloseTo(1 - observed.length / small.rows, 12)
    expect(lactate?.training.low).toBeGreaterThanOrEqual(observed[0] ?? 0)
    expect(lactate?.training.low).toBeLessThanOrEqual(observed[3] ?? 0)
    expect(lactate?.training.high).toBeLessThanOrEqual(observed.at(-1) ?? 0)
    expect(lactate?.training.high).toBeGreaterThanOrEqual(observed.at(-4) ?? 0)
    expect(features.map(feature => feature.name)).toEqual(
      MADE_UP_FEATURES.map(feature => feature.name).filter(name =>
        features.some(feature => feature.name === name),
      ),
    )
  })

  it('signs for the inputs of OASIS where the winner is OASIS', () => {
    const { features } = refit(refitInput(search(small, ['severity'])))
    expect(features.map(feature => feature.name)).toEqual([
      'age',
      'pre_icu_hours',
      'elective_surgery',
      'gcs_min',
      'heart_rate_min',
      'heart_rate_max',
    ])
  })
})

describe('isWeighted', () => {
  it.each([
    [{ classWeight: 'balanced' }, true],
    [{ scalePosWeight: 5 }, true],
    [{ classWeight: null, scalePosWeight: 1 }, false],
    [{ C: 1 }, false],
  ])('%j: %s', (parameters, expected) => {
    expect(isWeighted({ ...searched.winner.trial, parameters })).toBe(expected)
  })
})

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

import { describe, expect, it } from 'vitest'
import { logLoss } from '../../../shared/evaluation/metrics.ts'
import { sigmoid } from '../../../shared/models/link.ts'
import { seededRandom } from '../../../shared/random.ts'
import { stratifiedPatientFolds } from '../../../shared/tuning/folds.ts'
import { chooseThreshold, riskBands } from '../../../shared/tuning/operatingRules.ts'
import {
  calibrate,
  chooseCalibration,
  crossFitted,
  type OutOfFold,
  recalibrationLine,
} from '../../../shared/tuning/recalibration.ts'

/** Outcomes of the true risk σ(truth), predicted as σ(slope · truth + shift). */
function outOfFold(rows: number, slope: number, shift: number): OutOfFold {
  const random = seededRandom(21)
  const truths = Float64Array.from({ length: rows }, () => random.normal() - 1)
  const labels = Uint8Array.from(truths, truth => (random.uniform() < sigmoid(truth) ? 1 : 0))
  const patients = labels.map((_, row) => row)
  const folds = stratifiedPatientFolds(labels, Float64Array.from(patients.keys()), {
    count: 5,
    repeats: 2,
    seed: 1,
  })
  const predictions = Float64Array.from({ length: 2 * rows }, (_, at) =>
    sigmoid(slope * (truths[at % rows] ?? 0) + shift),
  )
  return { labels, folds, predictions }
}

/** Two levels of risk, which no line through the margins can follow. */
function stepped(rows: number): OutOfFold {
  const smooth = outOfFold(rows, 1, 0)
  const random = seededRandom(8)
  const labels = smooth.labels.map((_, row) =>
    random.uniform() < ((smooth.predictions[row] ?? 0) > 0.5 ? 0.7 : 0.05) ? 1 : 0,
  )
  return { ...smooth, labels }
}

describe('chooseCalibration', () => {
  it('leaves the true risk alone', () => {
    expect(chooseCalibration(outOfFold(2000, 1, 0), false)).toEqual({ kind: 'none' })
  })

  it('corrects what is twice too sure, and recovers the risk', () => {
    const sure = outOfFold(4000, 2, 0.8)
    const calibration = chooseCalibration(sure, false)
    expect(calibration).toEqual({
      kind: 'platt',
      slope: expect.closeTo(0.5, 1),
      intercept: expect.closeTo(-0.4, 1),
    })
    const labels = Uint8Array.from([...sure.labels, ...sure.labels])
    expect(logLoss(labels, calibrate(calibration, sure.predictions))).toBeLessThan(
      logLoss(labels, sure.predictions),
    )
  })

  it('follows the data where a line is wrong, but only above 1,000 deaths', () => {
    const large = stepped(9000)
    const calibration = chooseCalibration(large, false)
    expect(calibration.kind).toBe('isotonic')
    const least = (kind: 'none' | 'platt' | 'isotonic') =>
      logLoss([...large.labels, ...large.labels], crossFitted(large, kind))
    expect(least('isotonic')).toBeLessThan(Math.min(least('none'), least('platt')))
    expect(chooseCalibration(stepped(1500), false).kind).not.toBe('isotonic')
  })

  it('always recalibrates weighted training', () => {
    expect(chooseCalibration(outOfFold(2000, 1, 0), true)).toMatchObject({ kind: 'platt' })
  })
})

describe('recalibrationLine', () => {
  it('never turns the ranks round: margins that rank the wrong way only get their level', () => {
    const { labels, predictions } = outOfFold(1000, -1, 0)
    const margins = predictions.subarray(0, 1000).map(p => Math.log(p / (1 - p)))
    const line = recalibrationLine(labels, margins)
    expect(line.slope).toBe(1)
    const mean = margins.reduce((sum, margin) => sum + sigmoid(margin + line.intercept), 0) / 1000
    expect(mean).toBeCloseTo(labels.reduce((sum, label) => sum + label, 0) / 1000, 6)
  })
})

describe('crossFitted', () => {
  it('keeps a fold’s outcomes out of its own calibration', () => {
    const sure = outOfFold(300, 2, 0.8)
    const inFirst = (row: number) => sure.folds.assignment[row] === 0
    const labels = sure.labels.map((label, row) => (inFirst(row) ? 1 - label : label))
    const before = crossFitted(sure, 'platt').subarray(0, 300)
    const after = crossFitted({ ...sure, labels }, 'platt').subarray(0, 300)
    const rows = [...before.keys()]
    expect(rows.filter(row => inFirst(row) && before[row] !== after[row])).toEqual([])
    expect(rows.filter(row => !inFirst(row) && before[row] === after[row])).toEqual([])
  })
})

describe('operating rules', () => {
  it('choose one threshold on all repeats together', () => {
    const labels = Uint8Array.of(0, 1)
    expect(chooseThreshold(labels, Float64Array.of(0.1, 0.6, 0.3, 0.8), 'youden')).toBeCloseTo(
      0.45,
      12,
    )
  })

  it('call risk medium from the average and high from twice that, never beyond half-way to 1', () => {
    const quarter = Uint8Array.of(1, 0, 0, 0)
    expect(riskBands(quarter)).toEqual({ medium: 0.25, high: 0.5 })
    expect(riskBands(Uint8Array.of(1, 1, 1, 0, 0))).toEqual({
      medium: 0.6,
      high: expect.closeTo(0.8, 12),
    })
  })
})

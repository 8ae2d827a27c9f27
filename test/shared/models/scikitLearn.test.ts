import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fitPlatt } from '../../../shared/models/calibrate.ts'
import {
  fitLogistic,
  type LogisticParameters,
  logisticParameters,
} from '../../../shared/models/logistic.ts'
import { seededRandom } from '../../../shared/random.ts'
import { askPeer, hasPythonModule } from '../../support/peerPython.ts'
import { columnNames } from './trainingData.ts'

const label = z.union([z.literal(0), z.literal(1)])
const problem = z.object({
  rows: z.int(),
  columns: z.int(),
  values: z.array(z.number()),
  labels: z.array(label),
  weights: z.array(z.number()).optional(),
  fits: z.array(logisticParameters),
})
type Problem = z.infer<typeof problem>
const inputsSchema = z.object({
  problems: z.array(problem),
  margins: z.array(z.number()),
  labels: z.array(label),
})
type Inputs = z.infer<typeof inputsSchema>
const outputsSchema = z.object({
  problems: z.array(
    z.array(
      z.object({
        intercept: z.number(),
        coefficients: z.array(z.number()),
        converged: z.literal(true),
      }),
    ),
  ),
  platt: z.object({ slope: z.number(), intercept: z.number() }),
})
type Outputs = z.infer<typeof outputsSchema>

/** Fits of which a coefficient differs from scikit-learn's by more than 1e-4 of itself, or of a thousandth of the largest. */
function differences(inputs: Inputs, outputs: Outputs): unknown[] {
  return inputs.problems.flatMap<unknown>((given, at) => {
    const matrix = {
      rows: given.rows,
      columns: given.columns,
      names: columnNames(given.columns),
      values: Float64Array.from(given.values),
    }
    const weights = given.weights === undefined ? {} : { weights: Float64Array.from(given.weights) }
    return given.fits.flatMap<unknown>((parameters, which) => {
      const theirs = outputs.problems[at]?.[which]
      if (theirs === undefined) return ['no answer']
      const ours = fitLogistic(matrix, Uint8Array.from(given.labels), parameters, weights)
      const largest = Math.max(...theirs.coefficients.map(Math.abs))
      const off = Math.max(
        ...theirs.coefficients.map(
          (value, column) =>
            Math.abs(value - (ours.coefficients[column] ?? Number.NaN)) /
            Math.max(Math.abs(value), largest / 1000, Number.MIN_VALUE),
        ),
      )
      // saga stops at coefficients of 0 before its intercept has arrived: that is known, the log-odds of the prevalence
      const intercept = largest === 0 ? logOddsOf(given, parameters) : theirs.intercept
      const offIntercept = Math.abs(ours.intercept - intercept)
      const isClose = off <= 1e-4 && offIntercept <= 1e-4 * Math.max(1, Math.abs(intercept))
      return isClose ? [] : [{ at, parameters, off, offIntercept, ours, theirs }]
    })
  })
}

function logOddsOf({ labels, weights }: Problem, { classWeight }: LogisticParameters): number {
  const weightOf = (which: number) => {
    const count = labels.filter(one => one === which).length
    const ofClass = classWeight === 'balanced' ? labels.length / (2 * count) : 1
    return labels.reduce<number>(
      (sum, one, row) => sum + (one === which ? ofClass * (weights?.[row] ?? 1) : 0),
      0,
    )
  }
  return Math.log(weightOf(1) / weightOf(0))
}

function expectSamePlatt(inputs: Inputs, outputs: Outputs): void {
  const ours = fitPlatt(Float64Array.from(inputs.margins), Uint8Array.from(inputs.labels))
  expect(ours.slope).toBeCloseTo(outputs.platt.slope, 6)
  expect(ours.intercept).toBeCloseTo(outputs.platt.intercept, 6)
}

describe('logistic regression and Platt scaling agree with scikit-learn', () => {
  const golden = z
    .object({ inputs: inputsSchema, outputs: outputsSchema })
    .parse(JSON.parse(readFileSync('test/golden/models/scikit-learn.json', 'utf8')))

  it('on the golden file: overlapping, weighted, separable, wide and collinear data', () => {
    expect(golden.inputs.problems).toHaveLength(6)
    expect(differences(golden.inputs, golden.outputs)).toEqual([])
    expectSamePlatt(golden.inputs, golden.outputs)
  })

  const hasSklearn = hasPythonModule('sklearn', 'logistic regression')
  it.skipIf(!hasSklearn)('live, on random problems over a grid of C and penalties', () => {
    const random = seededRandom(5)
    const fits = (['l2', 'l1', 'elasticnet'] as const).flatMap(penalty =>
      [0.3, 3, 50].map(C => ({ C, penalty, l1Ratio: 0.5, classWeight: null })),
    )
    const problems = Array.from({ length: 6 }, () => {
      const rows = 30 + random.int(60)
      const columns = 2 + random.int(5)
      const values = Array.from({ length: rows * columns }, () => random.normal())
      const labels = Array.from({ length: rows }, (_, row) =>
        (values[row * columns] ?? 0) + random.normal() > 0.5 ? 1 : 0,
      )
      return { rows, columns, values, labels, fits }
    })
    const margins = Array.from({ length: 50 }, () => 3 * random.normal())
    const labels = margins.map(margin => (margin + 2 * random.normal() > 1 ? 1 : 0))
    const inputs = inputsSchema.parse({ problems, margins, labels })
    const outputs = outputsSchema.parse(askPeer('models', inputs))
    expect(differences(inputs, outputs)).toEqual([])
    expectSamePlatt(inputs, outputs)
  })
})

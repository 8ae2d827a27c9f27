import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TreeEnsemble } from '../../../../shared/models/boosting/ensemble.ts'
import { boostingParameters } from '../../../../shared/models/boosting/parameters.ts'
import { type BoostingOptions, trainBoosting } from '../../../../shared/models/boosting/train.ts'
import type { Matrix } from '../../../../shared/models/matrix.ts'
import { seededRandom } from '../../../../shared/random.ts'
import { columnNames, rowsAt, type TrainingData, trainingData } from '../trainingData.ts'
import { walkedMargins } from './trees.ts'

type Given = Readonly<Record<string, unknown>>

function train(
  { matrix, labels }: TrainingData,
  given: Given = {},
  options: Partial<BoostingOptions> = {},
): TreeEnsemble {
  const parameters = boostingParameters.parse({ numRounds: 8, ...given })
  return trainBoosting(matrix, labels, parameters, { seed: 1, ...options })
}

/** With values missing here and there. */
function lackingData(rows: number, columns: number, seed: number): TrainingData {
  const { matrix, labels } = trainingData(rows, columns, seed)
  const random = seededRandom(seed, 'missing')
  const values = matrix.values.map(value => (random.uniform() < 0.1 ? Number.NaN : value))
  return { matrix: { ...matrix, values }, labels }
}

/** The matrix's columns in another order. */
function columnsAt(matrix: Matrix, order: readonly number[]): Matrix {
  const { rows, columns, values } = matrix
  return {
    rows,
    columns: order.length,
    names: order.map(column => matrix.names[column] ?? ''),
    values: Float64Array.from(
      { length: rows * order.length },
      (_, at) =>
        values[Math.floor(at / order.length) * columns + (order[at % order.length] ?? 0)] ?? 0,
    ),
  }
}

/** Different for each row, so that no two splits gain the same. */
function randomWeights(rows: number, seed: number): Float64Array {
  const random = seededRandom(seed, 'weights')
  return Float64Array.from({ length: rows }, () => 0.5 + random.uniform())
}

function largestDifference(some: readonly number[], others: readonly number[]): number {
  expect(some).toHaveLength(others.length)
  return Math.max(...some.map((value, at) => Math.abs(value - (others[at] ?? Number.NaN))))
}

const sampled = { subsample: 0.6, colsampleByTree: 0.5 }
const forest = { numRounds: 1, numParallelTree: 7, subsample: 0.6, colsampleByNode: 0.5, eta: 1 }

describe('trainBoosting', () => {
  it('gives the same bits for the same seed, and others for another where it draws', () => {
    const data = lackingData(300, 7, 1)
    for (const given of [{}, sampled, forest]) {
      expect(train(data, given)).toEqual(train(data, given))
    }
    for (const given of [sampled, forest]) {
      expect(train(data, given, { seed: 2 })).not.toEqual(train(data, given))
    }
  })

  it('grows the same trees in whatever order the rows are', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 400 }), (seed, rows) => {
        const { matrix, labels } = lackingData(rows, 5, seed)
        const order = seededRandom(seed, 'order').shuffle(Array.from({ length: rows }, (_, i) => i))
        const reordered = {
          matrix: rowsAt(matrix, order),
          labels: Uint8Array.from(order, row => labels[row] ?? 0),
        }
        expect(train(reordered)).toEqual(train({ matrix, labels }))
      }),
      { numRuns: 20 },
    )
  })

  it('gives each row the same margin in whatever order the columns are', () => {
    // seeds that stay: two splits can gain the same to the last bit, if only once in a thousand runs
    fc.assert(
      fc.property(fc.integer(), seed => {
        const { matrix, labels } = lackingData(250, 9, seed)
        const order = seededRandom(seed, 'order').shuffle(Array.from({ length: 9 }, (_, i) => i))
        const reordered = columnsAt(matrix, order)
        const options = { weights: randomWeights(250, seed) }
        const margins = walkedMargins(train({ matrix, labels }, {}, options), matrix)
        const others = walkedMargins(train({ matrix: reordered, labels }, {}, options), reordered)
        expect(others).toEqual(margins)
      }),
      { numRuns: 20, seed: 1 },
    )
  })

  it('takes a row of weight 2 for two rows, and one of weight 0 for none', () => {
    fc.assert(
      fc.property(fc.integer(), seed => {
        const rows = 200
        const { matrix, labels } = lackingData(rows, 4, seed)
        const random = seededRandom(seed, 'times')
        const once = randomWeights(rows, seed)
        const times = Array.from({ length: rows }, () => random.int(3))
        const weights = once.map((weight, row) => weight * (times[row] ?? 0))
        const repeated = times.flatMap((count, row) => Array<number>(count).fill(row))
        const twice = {
          matrix: rowsAt(matrix, repeated),
          labels: Uint8Array.from(repeated, row => labels[row] ?? 0),
        }
        const seen = rowsAt(matrix, [...new Set(repeated)])
        expect(
          largestDifference(
            walkedMargins(train({ matrix, labels }, { numRounds: 3 }, { weights }), seen),
            walkedMargins(
              train(
                twice,
                { numRounds: 3 },
                { weights: Float64Array.from(repeated, row => once[row] ?? 0) },
              ),
              seen,
            ),
          ),
        ).toBeLessThan(1e-4)
      }),
      { numRuns: 20, seed: 1 },
    )
  })

  it('grows the same forest whether rows are so many that nodes count all columns or so few that they count their own', () => {
    const rows = 250
    const { matrix, labels } = lackingData(rows, 9, 1)
    const weights = randomWeights(rows, 1)
    const given = { ...forest, subsample: 1, lambda: 1, maxDepth: 6 }
    const few = train({ matrix, labels }, given, { weights })
    // a dozen of each row, of which one has its weight: nodes of more than 768 rows, with the same sums
    const dozens = Array.from({ length: 12 * rows }, (_, at) => at % rows)
    const many = train(
      { matrix: rowsAt(matrix, dozens), labels: Uint8Array.from(dozens, at => labels[at] ?? 0) },
      given,
      { weights: Float64Array.from(dozens, (row, at) => (at < rows ? (weights[row] ?? 0) : 0)) },
    )
    expect(largestDifference(walkedMargins(many, matrix), walkedMargins(few, matrix))).toBeLessThan(
      1e-4,
    )
  })

  it('learns from where values are missing, in both directions', () => {
    for (const label of [0, 1]) {
      const labels = Uint8Array.from({ length: 100 }, (_, row) =>
        row % 2 === 0 ? label : 1 - label,
      )
      const values = Float64Array.from(labels, (_, row) => (row % 2 === 0 ? Number.NaN : row % 10))
      const matrix = { rows: 100, columns: 1, names: ['x'], values }
      const margins = walkedMargins(train({ matrix, labels }), matrix)
      for (const [row, margin] of margins.entries()) {
        expect(margin > 0).toBe(labels[row] === 1)
      }
    }
  })

  it('never splits on a column of one value or of none', () => {
    const { matrix, labels } = trainingData(200, 3)
    const values = matrix.values.map((value, at) => [value, 7, Number.NaN][at % 3] ?? 0)
    const ensemble = train({ matrix: { ...matrix, values }, labels })
    expect(new Set(ensemble.column)).toEqual(new Set([-1, 0]))
  })

  it('is a single leaf where no split is allowed, its value the best for all rows', () => {
    const { matrix, labels } = trainingData(100, 3)
    const ensemble = train({ matrix, labels }, { gamma: 1e9, numRounds: 1, eta: 1, lambda: 0 })
    const deaths = labels.reduce((sum, label) => sum + label, 0)
    expect(ensemble.column).toEqual(Int32Array.of(-1))
    // from probability 0.5: gradients ±0.5, hessians 0.25
    expect(ensemble.value[0]).toBeCloseTo((4 * (deaths - 50)) / 100, 5)
    expect(ensemble.cover[0]).toBeCloseTo(25, 5)
  })

  it('learns from columns of 256 values, with and without missing ones', () => {
    for (const lacks of [false, true]) {
      const rows = 1024
      const values = Float64Array.from({ length: rows }, (_, row) =>
        lacks && row % 4 === 3 ? Number.NaN : row % 256,
      )
      const labels = Uint8Array.from({ length: rows }, (_, row) => Number(row % 256 >= 255))
      const data = { matrix: { rows, columns: 1, names: ['x'], values }, labels }
      const ensemble = train(data, { numRounds: 20, minChildWeight: 0, lambda: 0, maxBin: 256 })
      const margins = walkedMargins(ensemble, data.matrix)
      if (lacks) continue
      for (const [row, margin] of margins.entries()) expect(margin > 0).toBe(labels[row] === 1)
    }
  })

  it('draws rows and columns for each tree, and columns for each node', () => {
    const data = trainingData(2000, 10)
    const few = train(data, { subsample: 0.25, numRounds: 30 })
    // each row at the start has a hessian of 0.25
    expect(few.cover[0]).toBeGreaterThan(0.2 * 500)
    expect(few.cover[0]).toBeLessThan(0.3 * 500)
    const ofTree = train(data, { colsampleByTree: 0.2, numRounds: 30 })
    for (const [tree, root] of ofTree.roots.slice(0, -1).entries()) {
      const columns = new Set(ofTree.column.slice(root, ofTree.roots[tree + 1]))
      columns.delete(-1)
      expect(columns.size).toBeLessThanOrEqual(2)
    }
    expect(new Set(ofTree.column).size).toBe(11)
    const trees = train(data, { ...forest, numParallelTree: 60, colsampleByNode: 0.1 })
    expect(new Set(Array.from(trees.roots.slice(0, -1), root => trees.column[root])).size).toBe(10)
  })

  it('moves the margins of rows that a tree was not grown on too', () => {
    const data = trainingData(4000, 6)
    const given = { subsample: 0.5, eta: 1, colsampleByTree: 0.7 }
    const margins = walkedMargins(train(data, { ...given, numRounds: 1 }), data.matrix)
    const hessians = margins.map(margin => 1 / (2 + Math.exp(margin) + Math.exp(-margin)))
    const all = hessians.reduce((sum, hessian) => sum + hessian, 0)
    // half of the rows, whether the first tree had them or not; untouched ones would count 0.25 each
    const second = train(data, { ...given, numRounds: 2 })
    expect((second.cover[second.roots[1] ?? 0] ?? 0) / all).toBeCloseTo(0.5, 1)
    expect(all / 4000).toBeLessThan(0.2)
  })

  it('stops early at the round that was best for the validation rows', () => {
    const data = trainingData(400, 6, 1)
    const validation = trainingData(300, 6, 2)
    const losses: number[] = []
    const marginsOfRounds: number[][] = []
    const afterRound = (round: number, margins: Float32Array) => {
      expect(round).toBe(losses.length)
      marginsOfRounds.push([...margins])
      const loss = margins.reduce(
        (sum, margin, row) =>
          sum + Math.log1p(Math.exp(validation.labels[row] === 1 ? -margin : margin)),
        0,
      )
      losses.push(loss)
      return true
    }
    const ensemble = train(
      data,
      { numRounds: 200, earlyStoppingRounds: 5 },
      { validation, afterRound },
    )
    const best = losses.indexOf(Math.min(...losses))
    expect(best).toBeGreaterThan(0)
    expect(losses).toHaveLength(best + 6)
    expect(ensemble.roots).toHaveLength(best + 2)
    expect(walkedMargins(ensemble, validation.matrix)).toEqual(marginsOfRounds[best])
    expect(ensemble).toEqual(train(data, { numRounds: best + 1 }))
  })

  it('ends where it is told to, with the trees so far', () => {
    const data = trainingData(200, 4)
    expect(train(data, {}, { afterRound: round => round < 2 })).toEqual(
      train(data, { numRounds: 3 }),
    )
  })

  it('refuses what it cannot train on, saying why', () => {
    const data = trainingData(50, 3)
    const { matrix, labels } = data
    const refused: [() => unknown, RegExp][] = [
      [() => train({ matrix, labels: labels.slice(1) }), /49 labels for 50 rows/],
      [() => train(data, {}, { weights: new Float64Array(3) }), /3 weights for 50 rows/],
      [
        () => train(data, {}, { weights: new Float64Array(50).fill(-1) }),
        /row 0 has the weight -1/,
      ],
      [() => train(data, { earlyStoppingRounds: 3 }), /needs validation rows/],
      [
        () => train(data, {}, { validation: trainingData(10, 2) }),
        /validation rows have 2 columns, not 3/,
      ],
      [
        () => train({ matrix: { ...matrix, values: matrix.values.map(() => 1e39) }, labels }),
        /column `x0`/,
      ],
      [
        () =>
          train({
            matrix: { rows: 0, columns: 3, names: columnNames(3), values: new Float64Array() },
            labels: new Uint8Array(),
          }),
        /empty/,
      ],
    ]
    for (const [run, message] of refused) expect(run).toThrow(message)
  })
})

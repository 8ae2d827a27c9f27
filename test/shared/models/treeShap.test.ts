import { describe, expect, it } from 'vitest'
import { mlRandomForest } from '../../../shared/models/mlRandomForest.ts'
import { treeShap } from '../../../shared/models/treeShap.ts'
import { explainable, type Tree } from '../../../shared/models/trees.ts'
import { seededRandom } from '../../../shared/random.ts'
import { trainingData } from './trainingData.ts'

/** The tree's expectation where only the columns of `known` are known: the definition that TreeSHAP computes fast. */
function expectation(tree: Tree, row: Float64Array, known: ReadonlySet<number>, node = 0): number {
  const column = tree.column[node] ?? -1
  if (column === -1) return tree.value[node] ?? 0
  const [left = 0, right = 0] = [tree.left[node], tree.right[node]]
  if (known.has(column)) {
    const isLeft = (row[column] ?? 0) < (tree.threshold[node] ?? 0)
    return expectation(tree, row, known, isLeft ? left : right)
  }
  const part = (child: number) =>
    (expectation(tree, row, known, child) * (tree.cover[child] ?? 0)) / (tree.cover[node] ?? 1)
  return part(left) + part(right)
}

/** Shapley values by their definition: the mean marginal contribution over all orders of the columns. */
function shapley(tree: Tree, row: Float64Array, orders: readonly (readonly number[])[]): number[] {
  const values = Array.from(row, () => 0)
  for (const order of orders) {
    const known = new Set<number>()
    let before = expectation(tree, row, known)
    for (const column of order) {
      known.add(column)
      const after = expectation(tree, row, known)
      values[column] = (values[column] ?? 0) + (after - before) / orders.length
      before = after
    }
  }
  return values
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, at) =>
    permutations(items.toSpliced(at, 1)).map(rest => [item, ...rest]),
  )
}

describe('treeShap', () => {
  it('gives the Shapley values of their definition, columns met twice on a path included', () => {
    const orders = permutations([0, 1, 2, 3, 4])
    const { matrix, labels } = trainingData(80, 5)
    const forest = mlRandomForest.fit(
      matrix,
      labels,
      { nEstimators: 6, maxDepth: 7, maxFeatures: 1, minNumSamples: 2 },
      { seed: 3 },
    )
    const random = seededRandom(4)
    expect(Math.max(...forest.trees.map(tree => tree.column.length))).toBeGreaterThan(15)
    for (const tree of forest.trees) {
      const row = Float64Array.from({ length: 5 }, () => random.normal())
      const shap = treeShap(explainable([tree]), 1, 5, row)
      const expected = shapley(tree, row, orders)
      shap.values.forEach((value, column) => expect(value).toBeCloseTo(expected[column] ?? 9, 12))
      expect(shap.expected).toBeCloseTo(tree.value[0] ?? 9, 12)
    }
  })
})

describe('a forest', () => {
  it('has leaves whose shares of deaths are weighted by the training rows that reach them', () => {
    const { matrix, labels } = trainingData(50, 4)
    const { trees } = mlRandomForest.fit(matrix, labels, { nEstimators: 3 }, { seed: 1 })
    for (const { column, left, right, value, cover } of trees) {
      expect(cover[0]).toBe(50)
      column.forEach((split, node) => {
        if (split === -1) return
        const [first = 0, second = 0] = [left[node], right[node]]
        expect((cover[first] ?? 0) + (cover[second] ?? 0)).toBe(cover[node])
        const weighted =
          (value[first] ?? 0) * (cover[first] ?? 0) + (value[second] ?? 0) * (cover[second] ?? 0)
        expect(weighted / (cover[node] ?? 1)).toBeCloseTo(value[node] ?? 9, 12)
      })
    }
  })

  it('learns on 1,000 rows, where the default of the package would not', () => {
    const { matrix, labels } = trainingData(1000, 4)
    const model = mlRandomForest.fit(matrix, labels, { nEstimators: 3, maxDepth: 3 }, { seed: 1 })
    expect(new Set(mlRandomForest.margins(model, matrix)).size).toBeGreaterThan(4)
  })
})

import fc from 'fast-check'
import type { TreeEnsemble } from '../../../../shared/models/boosting/ensemble.ts'
import type { Matrix } from '../../../../shared/models/matrix.ts'
import { type Random, seededRandom } from '../../../../shared/random.ts'
import { columnNames } from '../trainingData.ts'

/** Thresholds and values of matrices are drawn from few: rows often stand exactly on a threshold. */
const GRID = [-2.5, -1, -0.1, 0, 0.3, 1, 1.5, 3]

export interface DrawnEnsemble {
  readonly seed: number
  readonly trees: number
  readonly columns: number
  /** At most; 0: every tree is one leaf. */
  readonly depth: number
}

export const drawnEnsemble = fc.record({
  seed: fc.nat(),
  trees: fc.integer({ min: 1, max: 6 }),
  columns: fc.integer({ min: 1, max: 5 }),
  depth: fc.integer({ min: 0, max: 6 }),
})

/** Trees of any shape, nodes in any order in which children come behind their parents. */
export function ensembleOf({ seed, trees, columns, depth }: DrawnEnsemble): TreeEnsemble {
  const random = seededRandom(seed)
  const grown = Array.from({ length: trees }, () => treeOf(random, columns, depth))
  const starts = grown.map((_, tree) => grown.slice(0, tree).flat().length)
  const nodes = grown.flatMap((tree, at) =>
    tree.map(node => ({
      ...node,
      left: node.column === -1 ? 0 : node.left + (starts[at] ?? 0),
      right: node.column === -1 ? 0 : node.right + (starts[at] ?? 0),
    })),
  )
  return {
    names: columnNames(columns),
    baseScore: Math.fround(0.02 + 0.96 * random.uniform()),
    parallelTrees: random.int(2) === 0 ? 1 : trees,
    roots: Int32Array.from([...starts, nodes.length]),
    column: Int32Array.from(nodes, node => node.column),
    threshold: Float32Array.from(nodes, node => node.threshold),
    left: Int32Array.from(nodes, node => node.left),
    right: Int32Array.from(nodes, node => node.right),
    missingLeft: Uint8Array.from(nodes, node => node.missingLeft),
    value: Float32Array.from(nodes, node => node.value),
    cover: Float32Array.from(nodes, node => node.cover),
    gain: Float32Array.from(nodes, node => node.gain),
  }
}

function treeOf(random: Random, columns: number, depth: number) {
  const leaf = (cover: number) => ({
    column: -1,
    threshold: 0,
    left: 0,
    right: 0,
    missingLeft: 0,
    value: random.normal() * (random.int(5) === 0 ? 1e-6 : 0.5),
    cover,
    gain: 0,
  })
  const nodes = [leaf(1 + 100 * random.uniform())]
  const open = [{ at: 0, depth: 0 }]
  while (open.length > 0) {
    const [{ at, depth: above } = { at: 0, depth }] = open.splice(random.int(open.length), 1)
    const node = nodes[at]
    if (node === undefined || above === depth || random.int(6) === 0) continue
    const share = 0.05 + 0.9 * random.uniform()
    node.column = random.int(columns)
    node.threshold = GRID[random.int(GRID.length)] ?? 0
    node.missingLeft = random.int(2)
    node.gain = 50 * random.uniform()
    node.left = nodes.length
    node.right = nodes.length + 1
    nodes.push(leaf(node.cover * share), leaf(node.cover * (1 - share)))
    open.push({ at: node.left, depth: above + 1 }, { at: node.right, depth: above + 1 })
  }
  return nodes
}

/** Values on the grid, next to it within float64, between, and missing. */
export function valuesOf(seed: number, rows: number, columns: number): Matrix {
  const random = seededRandom(seed, 'values')
  const values = Float64Array.from({ length: rows * columns }, () => {
    const onGrid = GRID[random.int(GRID.length)] ?? 0
    return (
      [Number.NaN, onGrid, onGrid - 1e-12, onGrid + 1e-12, 2 * random.normal()][random.int(5)] ?? 0
    )
  })
  return { rows, columns, names: columnNames(columns), values }
}

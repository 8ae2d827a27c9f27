import { RandomForestClassifier } from 'ml-random-forest'
import { z } from 'zod'
import { seededRandom } from '../random.ts'
import { logit } from './link.ts'
import type { Matrix } from './matrix.ts'
import type { Contributions, ModelFamily } from './model.ts'
import { checkColumns, checkLabels, parseModel, parseParameters } from './trainingInput.ts'
import { treeShap } from './treeShap.ts'
import { explainable, type Tree, treeSchema, treeValue } from './trees.ts'

export const mlRandomForestParameters = z.object({
  nEstimators: z.int().min(1).max(2000).default(50),
  /** Share of the columns that each tree gets: the package draws them once per tree, not at each split. */
  maxFeatures: z.number().positive().max(1).default(0.5),
  maxDepth: z.int().min(1).max(100).default(10),
  /** A node of this many rows or fewer is a leaf. */
  minNumSamples: z.int().min(1).default(3),
  /** Whether a tree may be given the same column twice. */
  replacement: z.boolean().default(false),
})

const forestModel = z.strictObject({
  names: z.array(z.string()),
  /** A leaf's value is the share of deaths among the rows it was made of. */
  trees: z.array(treeSchema).min(1),
})
export type ForestModel = z.infer<typeof forestModel>

/** As the package writes a node of its trees into JSON. */
const packageLeaf = z.object({ distribution: z.array(z.array(z.number())).length(1) })
const packageNode = z.union([
  z.object({
    splitColumn: z.int().nonnegative(),
    splitValue: z.number(),
    get left() {
      return packageNode
    },
    get right() {
      return packageNode
    },
  }),
  packageLeaf,
])
type PackageNode = z.infer<typeof packageNode>
const packageForest = z.object({
  baseModel: z.object({
    indexes: z.array(z.array(z.int().nonnegative())),
    estimators: z.array(z.object({ root: packageNode })),
  }),
})

/**
 * The npm package `ml-random-forest` 2.1.0: its trees, grown on bootstrap samples by Gini gain. Its default
 * `gainThreshold` of 0.01 leaves a single leaf on larger data, so it is 0 here. It draws columns once per tree, looks for
 * thresholds in time quadratic in the rows, and knows no weights of rows. Its cost is trees × columns × rows², at some 25 ns
 * each: a study leaves it out above 481 stays (`shared/tuning/budget.ts`); `random-forest` is for more.
 * The seed of each fit is drawn from `options.seed`.
 *
 * Probability: (sum over the trees of the share of deaths in the row's leaf + 1) / (trees + 2), Laplace's rule of
 * succession, so that the log-odds are finite where all trees agree. (The package itself counts votes, the majority of the
 * leaf each; shares say more with few trees.)
 *
 * Contributions: on the scale of the probability exact path-dependent TreeSHAP, averaged over the trees as the
 * probability is, the cover of a node being the training rows that reach it (the package keeps no counts of its bootstrap
 * samples). They are carried over to log-odds by the Aumann-Shapley values of the logit along the straight line from the
 * mean prediction p₀ to the row's p: each is multiplied by (logit p − logit p₀) / (p − p₀). So signs, ratios and order are
 * those on the scale of the probability, and the sum is exactly the margin less `baseValue` = logit p₀. They are not the
 * Shapley values of the margin itself, as TreeSHAP on trees of log-odds would be.
 */
export const mlRandomForest: ModelFamily<ForestModel> = {
  name: 'ml-random-forest',
  takesMissing: false,
  fit(matrix, labels, parameters, options) {
    checkLabels('ml-random-forest', matrix, labels)
    if (options.weights !== undefined) {
      throw new RangeError('ml-random-forest knows no weights of rows')
    }
    const chosen = parseParameters('ml-random-forest', mlRandomForestParameters, parameters)
    const forest = new RandomForestClassifier({
      nEstimators: chosen.nEstimators,
      // at least one column, also where the share of few columns is less
      maxFeatures: Math.max(1, Math.floor(chosen.maxFeatures * matrix.columns)),
      replacement: chosen.replacement,
      seed: seededRandom(options.seed, 'ml-random-forest').int(2147483647),
      useSampleBagging: true,
      noOOB: true,
      treeOptions: {
        gainFunction: 'gini',
        splitFunction: 'mean',
        minNumSamples: chosen.minNumSamples,
        maxDepth: chosen.maxDepth,
        gainThreshold: 0,
      },
    })
    forest.train(rowsOf(matrix), Array.from(labels))
    // the trees hold instances of matrices, which only their JSON shows as plain numbers
    const { baseModel } = packageForest.parse(JSON.parse(JSON.stringify(forest)))
    return {
      names: [...matrix.names],
      trees: baseModel.estimators.map(({ root }, at) =>
        treeOf(root, baseModel.indexes[at] ?? [], matrix),
      ),
    }
  },
  margins: forestMargins,
  contributions: forestContributions,
  parse: json => parseModel('ml-random-forest', forestModel, json),
}

function forestMargins(model: ForestModel, matrix: Matrix): Float64Array {
  checkColumns('ml-random-forest', model.names, matrix)
  const margins = new Float64Array(matrix.rows)
  for (let row = 0; row < matrix.rows; row++) {
    const start = row * matrix.columns
    let deaths = 0
    for (const tree of model.trees) deaths += treeValue(tree, matrix.values, start)
    margins[row] = logit(smoothed(deaths, model.trees.length))
  }
  return margins
}

function forestContributions(model: ForestModel, matrix: Matrix): Contributions {
  const margins = forestMargins(model, matrix)
  const trees = explainable(model.trees)
  const { expected, values } = treeShap(trees, matrix.rows, matrix.columns, matrix.values)
  const meanProbability = smoothed(expected, model.trees.length)
  const baseValue = logit(meanProbability)
  for (let row = 0; row < matrix.rows; row++) {
    const ofRow = values.subarray(row * matrix.columns, (row + 1) * matrix.columns)
    const total = ofRow.reduce((sum, value) => sum + value, 0)
    // at p = p₀ the contributions cancel, and the slope of the logit there carries them over
    const factor =
      Math.abs(total) < 1e-9
        ? 1 / ((model.trees.length + 2) * meanProbability * (1 - meanProbability))
        : ((margins[row] ?? 0) - baseValue) / total
    for (let column = 0; column < matrix.columns; column++) {
      ofRow[column] = (ofRow[column] ?? 0) * factor
    }
  }
  return { baseValue, values }
}

/** Laplace's rule of succession. */
function smoothed(deaths: number, trees: number): number {
  return (deaths + 1) / (trees + 2)
}

function rowsOf({ rows, columns, values }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from(values.subarray(row * columns, (row + 1) * columns)),
  )
}

/**
 * A tree of the package in arrays, with the training rows that reach each node.
 *
 * @param columns - the matrix's column of each column that the tree was given
 */
function treeOf(root: PackageNode, columns: readonly number[], matrix: Matrix): Tree {
  const tree: Tree = { column: [], threshold: [], left: [], right: [], value: [], cover: [] }
  const add = (node: PackageNode, rows: readonly number[]): number => {
    const at = tree.column.length
    tree.cover.push(rows.length)
    tree.left.push(0)
    tree.right.push(0)
    if ('distribution' in node) {
      tree.column.push(-1)
      tree.threshold.push(0)
      // of one class only, the survivors, where there is no second entry
      tree.value.push(node.distribution[0]?.[1] ?? 0)
      return at
    }
    const column = columns[node.splitColumn] ?? 0
    tree.column.push(column)
    tree.threshold.push(node.splitValue)
    tree.value.push(0)
    const isLeft = (row: number) =>
      (matrix.values[row * matrix.columns + column] ?? 0) < node.splitValue
    const left = add(node.left, rows.filter(isLeft))
    const right = add(
      node.right,
      rows.filter(row => !isLeft(row)),
    )
    tree.left[at] = left
    tree.right[at] = right
    const weightOf = (child: number) => (tree.value[child] ?? 0) * (tree.cover[child] ?? 0)
    tree.value[at] = (weightOf(left) + weightOf(right)) / rows.length
    return at
  }
  add(
    root,
    Array.from({ length: matrix.rows }, (_, row) => row),
  )
  return tree
}

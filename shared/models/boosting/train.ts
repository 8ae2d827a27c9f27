import type { Kernel } from '../../compute/kernels.ts'
import { seededRandom } from '../../random.ts'
import type { Matrix } from '../matrix.ts'
import { type BinnedMatrix, binMatrix } from './bins.ts'
import { baseMargin, type TreeEnsemble } from './ensemble.ts'
import { EnsembleBuilder } from './ensembleBuilder.ts'
import { type GrownNode, TreeGrower } from './growTree.ts'
import { type BoostingFunctions, type Layout, layOut, loadBoostingKernel } from './kernel.ts'
import type { BoostingParameters } from './parameters.ts'
import { sampleColumns } from './sampleColumns.ts'
import { Validation, type ValidationRows } from './validation.ts'

export interface BoostingOptions {
  /** All randomness comes from here: the same data, parameters and seed give the same trees, bit for bit. */
  readonly seed: number
  /** One per row, 0 or more; all 1 when absent. */
  readonly weights?: Float64Array
  /** Rows that are not trained on. */
  readonly validation?: ValidationRows
  /**
   * Called after each round, from 0 on, with the margins of the validation rows (none without them), which change with
   * the next round. Training ends where it answers false.
   */
  readonly afterRound?: (round: number, margins: Float32Array) => boolean
}

/**
 * Gradient boosting with the logistic loss on histograms, as XGBoost's `tree_method=hist` grows trees: depth by depth, NaN
 * being a missing value whose direction each split learns. With `numParallelTree` it is a random forest, or boosted ones.
 *
 * One thread, and the same bits on every machine: gradients are summed as integers (`assembly/boosting/gradients.ts`), in
 * units of at most Σ|gradient| / 2³⁰. Beyond that rounding the trees are XGBoost's wherever each column has at most `maxBin`
 * different values (and as XGBoost's in quality where it has more: cuts then differ a little).
 *
 * @param labels - 0 or 1, one per row
 * @throws RangeError where lengths do not match, a weight is no number of 0 or more, a value does not fit a float32, or
 *   `earlyStoppingRounds` is given without validation rows
 */
export function trainBoosting(
  matrix: Matrix,
  labels: Uint8Array,
  parameters: BoostingParameters,
  options: BoostingOptions,
): TreeEnsemble {
  if (matrix.values.length !== matrix.rows * matrix.columns) {
    throw new RangeError(
      `boosting: ${matrix.rows} rows of ${matrix.columns} columns are not ${matrix.values.length} values`,
    )
  }
  checkInput(matrix, labels, parameters, options)
  // bins are of equal weight as it was given, not as it counts in the loss
  const binned = binMatrix(matrix, parameters.maxBin, options.weights)
  return trainOnBins(binned, labels, parameters, options)
}

/** The same on a matrix that `binMatrix` has cut into bins already, with these weights: `maxBin` no longer matters. */
export function trainOnBins(
  binned: BinnedMatrix,
  labels: Uint8Array,
  parameters: BoostingParameters,
  options: BoostingOptions,
): TreeEnsemble {
  checkInput(binned, labels, parameters, options)
  const { rows, columns } = binned
  const { numRounds, numParallelTree, subsample, colsampleByTree } = parameters
  const { layout, histograms } = layoutOf(binned, parameters)
  const kernel = loadBoostingKernel(layout.bytes)
  const { functions, memory } = kernel
  loadRows(kernel, layout, binned, labels, parameters.scalePosWeight, options.weights)
  const start = baseMargin(parameters.baseScore)
  new Float32Array(memory, layout.margins, layout.padded).fill(start)

  const allColumns = numbersBelow(columns)
  const allRows = Uint32Array.from({ length: rows }, (_, row) => row)
  const treeRows = new Uint32Array(memory, layout.rows, rows)
  const ofNodes = seededRandom(options.seed, 'boosting')
  const grower = new TreeGrower(kernel, layout, binned, parameters, histograms, ofNodes)
  const validation =
    options.validation === undefined
      ? undefined
      : new Validation(options.validation, start, parameters.earlyStoppingRounds)
  const built = new EnsembleBuilder(binned.names, parameters.baseScore, numParallelTree)

  for (let round = 0; round < numRounds; round++) {
    const units = computeGradients(kernel, layout, rows)
    grower.useUnits(units.gradient, units.hessian)
    const isLast = round + 1 === numRounds
    for (let tree = 0; tree < numParallelTree; tree++) {
      const random = seededRandom(options.seed, 'boosting', round, tree)
      let count = rows
      if (subsample < 1) count = sampleRows(treeRows, subsample, random)
      else treeRows.set(allRows)
      const treeColumns = sampleColumns(allColumns, colsampleByTree, random)
      const root = grower.grow(count, treeColumns, random, !isLast)
      const nodes = built.add(root)
      // the rows that were not drawn
      if (count < rows && !isLast) {
        writeNodes(nodes, binned.counts, memory, layout.nodes)
        functions.addTree(
          layout.rowBins,
          layout.stride,
          layout.rows + 4 * count,
          rows - count,
          layout.nodes,
          layout.margins,
        )
      }
      validation?.add(nodes)
    }
    validation?.endRound(round)
    const goesOn = options.afterRound?.(round, validation?.margins ?? new Float32Array()) ?? true
    if (!goesOn || validation?.isOver(round) === true) break
  }
  return built.build(validation?.roundsToKeep)
}

/** What lies where in the kernel's memory, and for how many histograms there is room. */
function layoutOf({ rows, columns }: BinnedMatrix, parameters: BoostingParameters) {
  const { maxDepth, subsample, colsampleByTree, colsampleByNode } = parameters
  const isByNode = colsampleByNode < 1
  // the smaller child is grown first, so that no more of them wait than rows can be halved; one is for a node's own columns
  const histograms = Math.min(maxDepth, Math.floor(Math.log2(rows))) + (isByNode ? 3 : 2)
  const sampledColumns = Math.max(1, Math.floor(colsampleByTree * columns))
  const layout = layOut({
    rows,
    columns,
    copiedColumns: isByNode || sampledColumns === columns ? 0 : sampledColumns,
    histograms,
    nodes: subsample < 1 ? mostNodes(rows, maxDepth) : 0,
  })
  return { layout, histograms }
}

/** Puts bins, labels and weights into the kernel's memory. */
function loadRows(
  { functions, memory }: Kernel<BoostingFunctions>,
  layout: Layout,
  { rows, columns, bins }: BinnedMatrix,
  labels: Uint8Array,
  scalePosWeight: number,
  given: Float64Array | undefined,
): void {
  const { columnBins, rowBins, treeColumns, padded, stride } = layout
  new Uint8Array(memory).set(bins, columnBins)
  new Uint32Array(memory, treeColumns, columns).set(numbersBelow(columns))
  functions.interleaveColumns(columnBins, padded, treeColumns, columns, padded, rowBins, stride)
  const weights = new Float32Array(memory, layout.weights, padded)
  weights.fill(1, 0, rows)
  if (given !== undefined) weights.set(given)
  if (scalePosWeight !== 1) {
    for (let row = 0; row < rows; row++) {
      if (labels[row] === 1) weights[row] = (weights[row] ?? 0) * scalePosWeight
    }
  }
  new Float32Array(memory, layout.labels, rows).set(labels)
}

function numbersBelow(end: number): number[] {
  return Array.from({ length: end }, (_, number) => number)
}

/** Computes and packs the gradients at the margins as they stand; tells what an integer of either is worth. */
function computeGradients(
  { functions, memory }: Kernel<BoostingFunctions>,
  layout: Layout,
  rows: number,
): { readonly gradient: number; readonly hessian: number } {
  const { margins, labels, weights, padded, gradients, hessians, packed, best } = layout
  functions.computeGradients(margins, labels, weights, padded, gradients, hessians, best)
  const [gradientSum = 0, hessianSum = 0] = new Float64Array(memory, best, 2)
  const gradientScale = scaleFor(gradientSum, rows)
  const hessianScale = scaleFor(hessianSum, rows)
  functions.packGradients(gradients, hessians, padded, gradientScale, hessianScale, packed)
  return { gradient: 1 / gradientScale, hessian: 1 / hessianScale }
}

function checkInput(
  { rows, columns }: Pick<Matrix, 'rows' | 'columns'>,
  labels: Uint8Array,
  parameters: BoostingParameters,
  { weights, validation }: BoostingOptions,
): void {
  if (rows === 0 || columns === 0) throw new RangeError('boosting: the matrix is empty')
  if (labels.length !== rows) {
    throw new RangeError(`boosting: got ${labels.length} labels for ${rows} rows`)
  }
  if (weights !== undefined && weights.length !== rows) {
    throw new RangeError(`boosting: got ${weights.length} weights for ${rows} rows`)
  }
  const wrong = weights?.findIndex(weight => !(weight >= 0 && Number.isFinite(weight))) ?? -1
  if (wrong !== -1) {
    throw new RangeError(`boosting: row ${wrong} has the weight ${weights?.[wrong]}`)
  }
  if (parameters.earlyStoppingRounds !== undefined && validation === undefined) {
    throw new RangeError('boosting: early stopping needs validation rows')
  }
  if (validation !== undefined && validation.matrix.columns !== columns) {
    throw new RangeError(
      `boosting: the validation rows have ${validation.matrix.columns} columns, not ${columns}`,
    )
  }
}

/**
 * The largest power of two for which a sum of rounded numbers, however many of the rows it is over, stays within 31
 * bits.
 *
 * @param sum - of the absolute values
 */
function scaleFor(sum: number, rows: number): number {
  if (!(sum > 0)) return 1
  const most = 2147483647 - rows
  let scale = 1
  while (scale * sum > most) scale /= 2
  while (scale * 2 * sum <= most) scale *= 2
  return scale
}

/** Draws each row for itself; lists those drawn first, the others behind them; at least one is drawn. */
function sampleRows(
  treeRows: Uint32Array,
  share: number,
  random: ReturnType<typeof seededRandom>,
): number {
  const below = share * 4294967296
  const rows = treeRows.length
  let drawn = 0
  let others = rows
  for (let row = 0; row < rows; row++) {
    if (random.uint32() < below) treeRows[drawn++] = row
    else treeRows[--others] = row
  }
  return drawn === 0 ? 1 : drawn
}

function mostNodes(rows: number, maxDepth: number): number {
  const ofRows = 2 * rows - 1
  return maxDepth >= 31 ? ofRows : Math.min(ofRows, 2 ** (maxDepth + 1) - 1)
}

/** As `addTree` of the kernel reads them. */
function writeNodes(
  nodes: readonly GrownNode[],
  counts: Uint16Array,
  memory: ArrayBuffer,
  address: number,
): void {
  const words = new Int32Array(memory, address, 6 * nodes.length)
  const floats = new Float32Array(memory, address, 6 * nodes.length)
  let child = 1
  for (const [at, node] of nodes.entries()) {
    words[6 * at] = node.column
    floats[6 * at + 5] = node.value
    if (node.children === undefined) continue
    words[6 * at + 1] = node.bin
    words[6 * at + 2] = node.missingLeft ? (counts[node.column] ?? 0) : 256
    words[6 * at + 3] = child
    words[6 * at + 4] = child + 1
    child += 2
  }
}

import type { Kernel } from '../../compute/kernels.ts'
import type { Random } from '../../random.ts'
import type { Bins } from './bins.ts'
import { Histograms } from './histograms.ts'
import { type BoostingFunctions, type Layout, MOST_BINS } from './kernel.ts'
import type { NodeRows, Sums } from './nodeRows.ts'
import { NodeValues } from './nodeValues.ts'
import type { BoostingParameters } from './parameters.ts'
import { sampleColumns } from './sampleColumns.ts'

/** A node of a tree that is being grown. */
export interface GrownNode {
  /** Of the matrix; −1 at a leaf. */
  readonly column: number
  /** The last bin that goes left. */
  readonly bin: number
  readonly threshold: number
  readonly missingLeft: boolean
  /** As `TreeEnsemble` has it. */
  readonly value: number
  readonly cover: number
  readonly gain: number
  readonly children: readonly [GrownNode, GrownNode] | undefined
}

interface Split extends Sums {
  /** Of the matrix. */
  readonly column: number
  readonly bin: number
  readonly gain: number
  readonly missingLeft: boolean
}

/** XGBoost's kRtEps: a split that gains no more is none. */
const LEAST_GAIN = 1e-6

/**
 * Grows trees one after the other on the bins in the kernel's memory, from the packed gradients there: depth first, which
 * gives the same trees as depth by depth and keeps fewer histograms. A node's smaller child is counted, the other is the
 * rest of their parent.
 *
 * Sources: histogram subtraction, Ke et al., "LightGBM", NeurIPS 2017; integer gradients, Shi et al., "Quantized training of
 * gradient boosting decision trees", NeurIPS 2022; rules of a split, Chen and Guestrin, "XGBoost", KDD 2016.
 */
export class TreeGrower {
  private readonly functions: BoostingFunctions
  private readonly bytes: Uint8Array<ArrayBuffer>
  private readonly rules: Float64Array<ArrayBuffer>
  private readonly best: Int32Array<ArrayBuffer>
  private readonly bestGain: Float32Array<ArrayBuffer>
  private readonly layout: Layout
  private readonly bins: Bins
  private readonly parameters: BoostingParameters
  private readonly values: NodeValues
  private readonly histograms: Histograms
  /** Of the tree that is being grown. */
  private random: Random
  private columns: readonly number[] = []
  private addsToMargins = true

  constructor(
    kernel: Kernel<BoostingFunctions>,
    layout: Layout,
    bins: Bins,
    parameters: BoostingParameters,
    histograms: number,
    random: Random,
  ) {
    const { functions, memory } = kernel
    this.functions = functions
    this.layout = layout
    this.bins = bins
    this.parameters = parameters
    this.random = random
    this.bytes = new Uint8Array(memory)
    this.rules = new Float64Array(memory, layout.rules, 6)
    this.best = new Int32Array(memory, layout.best, 6)
    this.bestGain = new Float32Array(memory, layout.best, 6)
    this.values = new NodeValues(parameters)
    const { lambda, alpha, minChildWeight, colsampleByNode } = parameters
    this.rules.set([1, 1, lambda, alpha, minChildWeight, 0])
    this.histograms = new Histograms(kernel, layout, bins, colsampleByNode, histograms)
  }

  /** What an integer of the packed gradients and of the hessians is worth, until it is said anew. */
  useUnits(gradientUnit: number, hessianUnit: number): void {
    this.values.useUnits(gradientUnit, hessianUnit)
    this.rules[0] = gradientUnit
    this.rules[1] = hessianUnit
  }

  /**
   * Grows a tree on the first `count` of the rows that the kernel's memory lists, which it reorders.
   *
   * @param columns - that it may split on, in order
   * @param addsToMargins - whether to add the leaves' values to the margins of these rows
   */
  grow(
    count: number,
    columns: readonly number[],
    random: Random,
    addsToMargins: boolean,
  ): GrownNode {
    const { functions, layout, histograms } = this
    this.random = random
    this.columns = columns
    this.addsToMargins = addsToMargins
    histograms.beginTree(columns)
    if (count === layout.padded)
      this.bytes.copyWithin(layout.gathered, layout.packed, layout.packed + 8 * count)
    else functions.gatherGradients(layout.packed, layout.rows, count, layout.gathered)
    functions.addGradients(layout.gathered, count, layout.best)
    const root = {
      from: 0,
      count,
      gradient: this.best[1] ?? 0,
      hessian: (this.best[0] ?? 0) >>> 0,
    }
    if (!this.values.canSplit(root, 0)) return this.leaf(root)
    const histogram = histograms.countsAll(root) ? histograms.take() : undefined
    if (histogram !== undefined) histograms.count(root, histogram)
    return this.growNode(root, 0, histogram)
  }

  /** @param histogram - of this node, which is free afterwards; undefined where it counts its own columns */
  private growNode(rows: NodeRows, depth: number, histogram: number | undefined): GrownNode {
    const { functions, layout, values, histograms } = this
    const split = this.findSplit(rows, histogram)
    if (split === undefined) {
      if (histogram !== undefined) histograms.giveBack(histogram)
      return this.leaf(rows)
    }
    const missing = split.missingLeft ? (this.bins.counts[split.column] ?? 0) : MOST_BINS
    const leftSums = { gradient: split.gradient, hessian: split.hessian }
    const rightSums = {
      gradient: rows.gradient - split.gradient,
      hessian: rows.hessian - split.hessian,
    }
    const bins = layout.columnBins + split.column * layout.padded
    if (depth + 1 === this.parameters.maxDepth) {
      if (histogram !== undefined) histograms.giveBack(histogram)
      const left = this.leafNode(leftSums)
      const right = this.leafNode(rightSums)
      if (this.addsToMargins) {
        functions.partitionLeaves(
          bins,
          layout.rows + 4 * rows.from,
          rows.count,
          split.bin,
          missing,
          left.value,
          right.value,
          layout.margins,
        )
      }
      return this.innerNode(rows, split, left, right)
    }

    const count = functions.partition(
      bins,
      layout.rows + 4 * rows.from,
      layout.gathered + 8 * rows.from,
      rows.count,
      split.bin,
      missing,
      layout.spareRows,
      layout.spareGathered,
    )
    const left = { from: rows.from, count, ...leftSums }
    const right = { from: rows.from + count, count: rows.count - count, ...rightSums }
    const isLeftSmaller = left.count <= right.count
    const smaller = isLeftSmaller ? left : right
    const larger = isLeftSmaller ? right : left
    const splitsSmaller = values.canSplit(smaller, depth + 1)
    const splitsLarger = values.canSplit(larger, depth + 1)
    const countsSmaller = splitsSmaller && histograms.countsAll(smaller)
    const countsLarger = splitsLarger && histograms.countsAll(larger)
    let ofSmaller: number | undefined
    if (histogram !== undefined && (countsSmaller || countsLarger)) {
      ofSmaller = histograms.take()
      histograms.count(smaller, ofSmaller)
      if (countsLarger) histograms.subtract(histogram, ofSmaller)
      if (!countsSmaller) {
        histograms.giveBack(ofSmaller)
        ofSmaller = undefined
      }
    }
    if (histogram !== undefined && !countsLarger) histograms.giveBack(histogram)
    // the smaller first: halving with each level, so few histograms wait for their turn
    const grownSmaller = splitsSmaller
      ? this.growNode(smaller, depth + 1, ofSmaller)
      : this.leaf(smaller)
    const grownLarger = splitsLarger
      ? this.growNode(larger, depth + 1, countsLarger ? histogram : undefined)
      : this.leaf(larger)
    return isLeftSmaller
      ? this.innerNode(rows, split, grownSmaller, grownLarger)
      : this.innerNode(rows, split, grownLarger, grownSmaller)
  }

  private findSplit(rows: NodeRows, histogram: number | undefined): Split | undefined {
    const { functions, layout, best, parameters } = this
    this.rules[5] = this.values.score(rows)
    const { colsampleByNode } = parameters
    const isByNode = colsampleByNode < 1
    const columns = isByNode
      ? sampleColumns(this.columns, colsampleByNode, this.random)
      : this.columns
    if (isByNode) this.histograms.countSome(rows, columns, histogram)
    functions.findSplit(
      isByNode || histogram === undefined ? layout.histograms : histogram,
      columns.length,
      isByNode ? layout.nodeBins : layout.treeBins,
      rows.gradient,
      rows.hessian,
      layout.rules,
      layout.scores,
      layout.best,
    )
    const column = columns[best[0] ?? -1]
    const gain = this.bestGain[4] ?? 0
    if (column === undefined || gain <= LEAST_GAIN || gain < parameters.gamma) return undefined
    return {
      column,
      bin: best[1] ?? 0,
      gain,
      missingLeft: best[5] === 1,
      gradient: best[3] ?? 0,
      hessian: (best[2] ?? 0) >>> 0,
    }
  }

  /** A leaf that its rows' margins have got. */
  private leaf(rows: NodeRows): GrownNode {
    const node = this.leafNode(rows)
    if (this.addsToMargins) {
      const { functions, layout } = this
      functions.addLeaf(layout.rows + 4 * rows.from, rows.count, node.value, layout.margins)
    }
    return node
  }

  private leafNode(sums: Sums): GrownNode {
    return {
      column: -1,
      bin: 0,
      threshold: 0,
      missingLeft: false,
      value: this.values.leafValue(sums),
      cover: this.values.cover(sums),
      gain: 0,
      children: undefined,
    }
  }

  private innerNode(rows: NodeRows, split: Split, left: GrownNode, right: GrownNode): GrownNode {
    return {
      column: split.column,
      bin: split.bin,
      threshold: this.bins.cuts[split.column]?.[split.bin] ?? 0,
      missingLeft: split.missingLeft,
      value: this.values.weight(rows),
      cover: this.values.cover(rows),
      gain: split.gain,
      children: [left, right],
    }
  }
}

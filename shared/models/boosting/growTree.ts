import type { Kernel } from '../../compute/kernels.ts'
import type { Random } from '../../random.ts'
import type { Bins } from './bins.ts'
import { type BoostingFunctions, COLUMN_BYTES, type Layout, MOST_BINS } from './kernel.ts'
import type { BoostingParameters } from './parameters.ts'

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

/** Rows of a node: where they begin among the rows of the tree, how many, and their sums, in units of the scales. */
interface Rows {
  readonly from: number
  readonly count: number
  readonly gradient: number
  readonly hessian: number
}

interface Split {
  /** Of the matrix. */
  readonly column: number
  readonly bin: number
  readonly gain: number
  readonly missingLeft: boolean
  readonly gradient: number
  readonly hessian: number
}

/** XGBoost's kRtEps: a split that gains no more is none. */
const LEAST_GAIN = 1e-6

/**
 * Where each node may split on columns of its own, nodes of at least so many rows still count all columns if each may have
 * at least this share of them: half of the rows are then subtracted, not counted, and a row's bins are read eight at a
 * time. Below, a few rows are counted sooner than whole histograms subtracted. The sums are the same integers.
 */
const WHOLE_ROWS = 768
const WHOLE_SHARE = 0.15

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
  private readonly eta: number
  private readonly freeHistograms: number[]
  /** Of the tree that is being grown. */
  private random: Random
  private columns: readonly number[] = []
  private treeBins = 0
  private treeStride = 0
  private addsToMargins = true
  private gradientUnit = 1
  private hessianUnit = 1

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
    this.eta = Math.fround(Math.fround(parameters.eta) / parameters.numParallelTree)
    const { lambda, alpha, minChildWeight } = parameters
    this.rules.set([1, 1, lambda, alpha, minChildWeight, 0])
    // where nodes have columns of their own, the first is for these
    const first = parameters.colsampleByNode < 1 ? 1 : 0
    this.freeHistograms = Array.from(
      { length: histograms - first },
      (_, at) => layout.histograms + (first + at) * layout.stride * COLUMN_BYTES,
    )
  }

  /** What an integer of the packed gradients and of the hessians is worth, until it is said anew. */
  useUnits(gradientUnit: number, hessianUnit: number): void {
    this.gradientUnit = gradientUnit
    this.hessianUnit = hessianUnit
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
    const { functions, layout } = this
    this.random = random
    this.columns = columns
    this.addsToMargins = addsToMargins
    this.chooseBins(count)
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
    if (!this.canSplit(root, 0)) return this.leaf(root)
    const histogram = this.countsAll(root) ? this.takeHistogram() : undefined
    if (histogram !== undefined) this.addAll(root, histogram)
    return this.growNode(root, 0, histogram)
  }

  private isByNode(): boolean {
    return this.parameters.colsampleByNode < 1
  }

  /** Whether a node counts its rows into histograms of all columns of the tree. */
  private countsAll({ count }: Rows): boolean {
    if (!this.isByNode()) return true
    const hasAllColumns = this.columns.length === this.bins.counts.length
    return hasAllColumns && count >= WHOLE_ROWS && this.parameters.colsampleByNode >= WHOLE_SHARE
  }

  /** All columns' bins as they are, or a copy of those of the tree's rows and columns. */
  private chooseBins(count: number): void {
    const { functions, layout, columns, bins } = this
    const { buffer } = this.bytes
    const counts = new Uint16Array(buffer, layout.treeBins, columns.length)
    for (const [at, column] of columns.entries()) counts[at] = bins.counts[column] ?? 0
    if (this.isByNode() || columns.length === bins.counts.length) {
      this.treeBins = layout.rowBins
      this.treeStride = layout.stride
      return
    }
    new Uint32Array(buffer, layout.treeColumns, columns.length).set(columns)
    this.treeBins = layout.copiedBins
    this.treeStride = 8 * Math.ceil(columns.length / 8)
    functions.selectColumns(
      layout.rowBins,
      layout.stride,
      layout.treeColumns,
      columns.length,
      layout.rows,
      count,
      this.treeBins,
      this.treeStride,
    )
  }

  private takeHistogram(): number {
    const histogram = this.freeHistograms.pop()
    if (histogram === undefined) throw new Error('boosting: no histogram is free')
    return histogram
  }

  /** Counts a node's rows into an empty histogram. */
  private addAll(rows: Rows, histogram: number): void {
    const { functions, layout, treeStride } = this
    functions.clearHistogram(histogram, this.columns.length, layout.treeBins)
    functions.addColumns(
      this.treeBins,
      treeStride,
      treeStride / 8,
      layout.rows + 4 * rows.from,
      layout.gathered + 8 * rows.from,
      rows.count,
      histogram,
      layout.tile,
    )
  }

  private canSplit({ count, hessian }: Rows, depth: number): boolean {
    const { maxDepth, minChildWeight } = this.parameters
    return depth < maxDepth && count > 1 && hessian * this.hessianUnit >= 2 * minChildWeight
  }

  /** @param histogram - of this node, which is free afterwards; undefined where it counts its own columns */
  private growNode(rows: Rows, depth: number, histogram: number | undefined): GrownNode {
    const split = this.findSplit(rows, histogram)
    if (split === undefined) {
      if (histogram !== undefined) this.freeHistograms.push(histogram)
      return this.leaf(rows)
    }
    const { functions, layout } = this
    const missing = split.missingLeft ? (this.bins.counts[split.column] ?? 0) : MOST_BINS
    const leftSums = { gradient: split.gradient, hessian: split.hessian }
    const rightSums = {
      gradient: rows.gradient - split.gradient,
      hessian: rows.hessian - split.hessian,
    }
    const bins = layout.columnBins + split.column * layout.padded
    if (depth + 1 === this.parameters.maxDepth) {
      if (histogram !== undefined) this.freeHistograms.push(histogram)
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
    const splitsSmaller = this.canSplit(smaller, depth + 1)
    const splitsLarger = this.canSplit(larger, depth + 1)
    const countsSmaller = splitsSmaller && this.countsAll(smaller)
    const countsLarger = splitsLarger && this.countsAll(larger)
    let ofSmaller: number | undefined
    if (histogram !== undefined && (countsSmaller || countsLarger)) {
      ofSmaller = this.takeHistogram()
      this.addAll(smaller, ofSmaller)
      if (countsLarger) {
        functions.subtractHistogram(histogram, ofSmaller, this.columns.length, layout.treeBins)
      }
      if (!countsSmaller) {
        this.freeHistograms.push(ofSmaller)
        ofSmaller = undefined
      }
    }
    if (histogram !== undefined && !countsLarger) this.freeHistograms.push(histogram)
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

  private findSplit(rows: Rows, histogram: number | undefined): Split | undefined {
    const { functions, layout, best, parameters } = this
    this.rules[5] = this.score(rows)
    const isByNode = this.isByNode()
    const columns = isByNode ? this.columnsOfNode() : this.columns
    if (isByNode) this.countSome(rows, columns, histogram)
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

  /** Those that a node may split on, in order. */
  private columnsOfNode(): readonly number[] {
    return sampleColumns(this.columns, this.parameters.colsampleByNode, this.random)
  }

  /**
   * Has the first histogram hold some of a node's columns, one behind the other.
   *
   * @param whole - histogram of all columns; undefined to count the rows
   */
  private countSome(rows: Rows, columns: readonly number[], whole: number | undefined): void {
    const { functions, layout } = this
    const { histograms } = layout
    const counts = new Uint16Array(this.bytes.buffer, layout.nodeBins, columns.length)
    for (const [at, column] of columns.entries()) counts[at] = this.bins.counts[column] ?? 0
    if (whole === undefined) functions.clearHistogram(histograms, columns.length, layout.nodeBins)
    for (const [at, column] of columns.entries()) {
      const to = histograms + at * COLUMN_BYTES
      if (whole !== undefined) {
        const from = whole + column * COLUMN_BYTES
        this.bytes.copyWithin(to, from, from + COLUMN_BYTES)
        continue
      }
      functions.addColumn(
        layout.columnBins + column * layout.padded,
        layout.rows + 4 * rows.from,
        layout.gathered + 8 * rows.from,
        rows.count,
        to,
      )
    }
  }

  /** A leaf that its rows' margins have got. */
  private leaf(rows: Rows): GrownNode {
    const node = this.leafNode(rows)
    if (this.addsToMargins) {
      const { functions, layout } = this
      functions.addLeaf(layout.rows + 4 * rows.from, rows.count, node.value, layout.margins)
    }
    return node
  }

  private leafNode(sums: Pick<Rows, 'gradient' | 'hessian'>): GrownNode {
    return {
      column: -1,
      bin: 0,
      threshold: 0,
      missingLeft: false,
      value: Math.fround(this.weight(sums) * this.eta),
      cover: Math.fround(sums.hessian * this.hessianUnit),
      gain: 0,
      children: undefined,
    }
  }

  private innerNode(rows: Rows, split: Split, left: GrownNode, right: GrownNode): GrownNode {
    return {
      column: split.column,
      bin: split.bin,
      threshold: this.bins.cuts[split.column]?.[split.bin] ?? 0,
      missingLeft: split.missingLeft,
      value: this.weight(rows),
      cover: Math.fround(rows.hessian * this.hessianUnit),
      gain: split.gain,
      children: [left, right],
    }
  }

  /** The best weight of a node as a leaf; 0 where it has less than a leaf must. */
  private weight({ gradient, hessian }: Pick<Rows, 'gradient' | 'hessian'>): number {
    const { alpha, lambda, minChildWeight } = this.parameters
    const g = gradient * this.gradientUnit
    const h = hessian * this.hessianUnit
    if (h < minChildWeight || h <= 0) return 0
    return Math.fround((-Math.sign(g) * Math.max(Math.abs(g) - alpha, 0)) / (h + lambda)) + 0
  }

  private score({ gradient, hessian }: Rows): number {
    const { alpha, lambda, minChildWeight } = this.parameters
    const h = hessian * this.hessianUnit
    if (h < minChildWeight || h <= 0) return 0
    const rest = Math.max(Math.abs(gradient * this.gradientUnit) - alpha, 0)
    return (rest * rest) / (h + lambda)
  }
}

/** A share of the columns, at least one, in their order. */
export function sampleColumns(
  columns: readonly number[],
  share: number,
  random: Random,
): readonly number[] {
  if (share >= 1) return columns
  const count = Math.max(1, Math.floor(share * columns.length))
  const left = Uint32Array.from(columns)
  // the first `count` places of a shuffle
  for (let at = 0; at < count; at++) {
    const other = at + random.int(left.length - at)
    const drawn = left[other] ?? 0
    left[other] = left[at] ?? 0
    left[at] = drawn
  }
  return Array.from(left.subarray(0, count).sort())
}

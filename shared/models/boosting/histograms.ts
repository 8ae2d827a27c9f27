import type { Kernel } from '../../compute/kernels.ts'
import type { Bins } from './bins.ts'
import { type BoostingFunctions, COLUMN_BYTES, type Layout } from './kernel.ts'
import type { NodeRows } from './nodeRows.ts'

/**
 * Where each node may split on columns of its own, nodes of at least so many rows still count all columns if each may have
 * at least this share of them: half of the rows are then subtracted, not counted, and a row's bins are read eight at a
 * time. Below, a few rows are counted sooner than whole histograms subtracted. The sums are the same integers.
 */
const WHOLE_ROWS = 768
const WHOLE_SHARE = 0.15

/**
 * Histograms of the gradients of nodes in the kernel's memory, by their addresses: of all columns of the tree, or of those
 * of one node, one behind the other.
 */
export class Histograms {
  private readonly functions: BoostingFunctions
  private readonly bytes: Uint8Array<ArrayBuffer>
  private readonly layout: Layout
  private readonly bins: Bins
  private readonly columnShare: number
  private readonly free: number[]
  /** Of the tree that is being grown. */
  private columns: readonly number[] = []
  private treeBins = 0
  private treeStride = 0

  /**
   * @param columnShare - of the tree's columns, that a node may split on
   * @param count - how many the layout has room for
   */
  constructor(
    kernel: Kernel<BoostingFunctions>,
    layout: Layout,
    bins: Bins,
    columnShare: number,
    count: number,
  ) {
    this.functions = kernel.functions
    this.bytes = new Uint8Array(kernel.memory)
    this.layout = layout
    this.bins = bins
    this.columnShare = columnShare
    // where nodes have columns of their own, the first is for these
    const first = columnShare < 1 ? 1 : 0
    this.free = Array.from(
      { length: count - first },
      (_, at) => layout.histograms + (first + at) * layout.stride * COLUMN_BYTES,
    )
  }

  /**
   * Begins a tree by all columns' bins as they are, or by a copy of those of its columns.
   */
  beginTree(columns: readonly number[]): void {
    const { functions, layout, bins } = this
    const { buffer } = this.bytes
    this.columns = columns
    const counts = new Uint16Array(buffer, layout.treeBins, columns.length)
    for (const [at, column] of columns.entries()) counts[at] = bins.counts[column] ?? 0
    if (this.columnShare < 1 || columns.length === bins.counts.length) {
      this.treeBins = layout.rowBins
      this.treeStride = layout.stride
      return
    }
    new Uint32Array(buffer, layout.treeColumns, columns.length).set(columns)
    this.treeBins = layout.copiedBins
    this.treeStride = 8 * Math.ceil(columns.length / 8)
    functions.interleaveColumns(
      layout.columnBins,
      layout.padded,
      layout.treeColumns,
      columns.length,
      layout.padded,
      this.treeBins,
      this.treeStride,
    )
  }

  /** Whether a node counts its rows into histograms of all columns of the tree. */
  countsAll({ count }: NodeRows): boolean {
    if (this.columnShare >= 1) return true
    const hasAllColumns = this.columns.length === this.bins.counts.length
    return hasAllColumns && count >= WHOLE_ROWS && this.columnShare >= WHOLE_SHARE
  }

  take(): number {
    const histogram = this.free.pop()
    if (histogram === undefined) throw new Error('boosting: no histogram is free')
    return histogram
  }

  giveBack(histogram: number): void {
    this.free.push(histogram)
  }

  /** Counts a node's rows into an empty histogram. */
  count(rows: NodeRows, histogram: number): void {
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

  /** Leaves of a parent's histogram that of its other child. */
  subtract(parent: number, child: number): void {
    this.functions.subtractHistogram(parent, child, this.columns.length, this.layout.treeBins)
  }

  /**
   * Has the first histogram hold some of a node's columns.
   *
   * @param whole - histogram of all columns; undefined to count the rows
   */
  countSome(rows: NodeRows, columns: readonly number[], whole: number | undefined): void {
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
}

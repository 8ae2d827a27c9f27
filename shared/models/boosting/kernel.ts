import { type Kernel, loadKernel } from '../../compute/kernels.ts'

/** The kernel `assembly/boosting.ts`; its parts, in the folder of this name, describe the parameters. */
export interface BoostingFunctions extends WebAssembly.Exports {
  binColumn(
    values: number,
    n: number,
    weights: number,
    most: number,
    pairs: number,
    counts: number,
    bins: number,
    cuts: number,
  ): number
  interleaveColumns(
    bins: number,
    apart: number,
    columns: number,
    count: number,
    n: number,
    rows: number,
    stride: number,
  ): void
  computeGradients(
    margins: number,
    labels: number,
    weights: number,
    n: number,
    gradients: number,
    hessians: number,
    sums: number,
  ): void
  packGradients(
    gradients: number,
    hessians: number,
    n: number,
    gradientScale: number,
    hessianScale: number,
    packed: number,
  ): void
  gatherGradients(packed: number, rows: number, n: number, gathered: number): void
  addGradients(packed: number, n: number, to: number): void
  addColumns(
    bins: number,
    stride: number,
    blocks: number,
    rows: number,
    packed: number,
    n: number,
    histogram: number,
    tile: number,
  ): void
  addColumn(bins: number, rows: number, packed: number, n: number, histogram: number): void
  clearHistogram(histogram: number, columns: number, bins: number): void
  subtractHistogram(parent: number, child: number, columns: number, bins: number): void
  findSplit(
    histogram: number,
    columns: number,
    bins: number,
    gradients: number,
    hessians: number,
    rules: number,
    scores: number,
    best: number,
  ): void
  partition(
    bins: number,
    rows: number,
    packed: number,
    n: number,
    last: number,
    missing: number,
    spareRows: number,
    sparePacked: number,
  ): number
  partitionLeaves(
    bins: number,
    rows: number,
    n: number,
    last: number,
    missing: number,
    left: number,
    right: number,
    margins: number,
  ): void
  addLeaf(rows: number, n: number, value: number, margins: number): void
  addTree(
    bins: number,
    stride: number,
    rows: number,
    n: number,
    nodes: number,
    margins: number,
  ): void
}

const NAMES = [
  'binColumn',
  'interleaveColumns',
  'computeGradients',
  'packGradients',
  'gatherGradients',
  'addGradients',
  'addColumns',
  'addColumn',
  'clearHistogram',
  'subtractHistogram',
  'findSplit',
  'partition',
  'partitionLeaves',
  'addLeaf',
  'addTree',
]

function isKernel(exports: WebAssembly.Exports): exports is BoostingFunctions {
  return NAMES.every(name => typeof exports[name] === 'function')
}

/** Bins that a column has at most, that of its missing values included. */
export const MOST_BINS = 256
/** Rows that histograms are added of at a time. */
const TILE_ROWS = 504
/** Of a column in a histogram: a packed gradient for each bin. */
export const COLUMN_BYTES = 8 * MOST_BINS

/** What has to fit into the kernel's memory. */
export interface Extent {
  readonly rows: number
  readonly columns: number
  /** Columns that a tree may split on, where those are copied for it; otherwise 0. */
  readonly copiedColumns: number
  /** Histograms of all columns that a tree keeps at a time. */
  readonly histograms: number
  /** Nodes that a tree may have. */
  readonly nodes: number
}

/** Rows, rounded up so that kernels may read 16 of them at a time. */
export function paddedRows(rows: number): number {
  return 16 * Math.ceil(rows / 16)
}

/** Where in the kernel's memory the parts lie: addresses. */
export interface Layout {
  /** `paddedRows`: bytes from one column's bins to the next's. */
  readonly padded: number
  /** Bytes from one row's bins to the next's. */
  readonly stride: number
  readonly columnBins: number
  readonly rowBins: number
  readonly copiedBins: number
  readonly margins: number
  readonly labels: number
  readonly weights: number
  readonly gradients: number
  readonly hessians: number
  readonly packed: number
  /** Of the rows of the nodes, in their order. */
  readonly gathered: number
  readonly spareGathered: number
  readonly rows: number
  readonly spareRows: number
  /** Bins of the columns of a tree, and of a node. */
  readonly treeBins: number
  readonly nodeBins: number
  readonly treeColumns: number
  readonly rules: number
  readonly scores: number
  readonly best: number
  readonly tile: number
  readonly nodes: number
  readonly histograms: number
  readonly bytes: number
}

/** Rows are counted in 32 bits, and so are bytes. */
const MOST_BYTES = 2 ** 32 - 65_536

export function layOut({ rows, columns, copiedColumns, histograms, nodes }: Extent): Layout {
  let end = 64
  const part = (bytes: number): number => {
    const start = end
    end += 64 * Math.ceil(bytes / 64)
    return start
  }
  const padded = paddedRows(rows)
  const stride = 8 * Math.ceil(columns / 8)
  const layout = {
    padded,
    stride,
    columnBins: part(padded * stride),
    rowBins: part(padded * stride),
    copiedBins: part(padded * 8 * Math.ceil(copiedColumns / 8)),
    margins: part(4 * padded),
    labels: part(4 * padded),
    weights: part(4 * padded),
    gradients: part(4 * padded),
    hessians: part(4 * padded),
    packed: part(8 * padded),
    gathered: part(8 * padded),
    spareGathered: part(8 * padded),
    rows: part(4 * padded),
    spareRows: part(4 * padded),
    treeBins: part(2 * stride),
    nodeBins: part(2 * stride),
    treeColumns: part(4 * stride),
    rules: part(6 * 8),
    scores: part(4 * stride),
    best: part(24),
    tile: part(TILE_ROWS * stride),
    nodes: part(24 * nodes),
    histograms: part(histograms * stride * COLUMN_BYTES),
  }
  if (end > MOST_BYTES) {
    throw new RangeError(
      `boosting: ${rows} rows and ${columns} columns need ${Math.ceil(end / 2 ** 20)} MiB of WebAssembly memory, which has at most 4096; take fewer of either`,
    )
  }
  return { ...layout, bytes: end }
}

/** @param bytes - of memory */
export function loadBoostingKernel(bytes: number): Kernel<BoostingFunctions> {
  return loadKernel('boosting', bytes, isKernel)
}

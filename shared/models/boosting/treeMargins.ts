import { loadKernel } from '../../compute/kernels.ts'
import type { Matrix } from '../matrix.ts'
import type { TreeEnsemble } from './ensemble.ts'

/** The kernel `assembly/treeMargins.ts`, where the parameters are described. */
interface TreeMarginsKernel extends WebAssembly.Exports {
  treeMargins(
    roots: number,
    treeCount: number,
    rows: number,
    rowCount: number,
    columns: number,
    margins: number,
  ): void
}

function isKernel(exports: WebAssembly.Exports): exports is TreeMarginsKernel {
  return typeof exports['treeMargins'] === 'function'
}

/** Rows that go down all trees before the next are read: their values stay in the processor's cache. */
const BLOCK_ROWS = 32
const NODE_BYTES = 16
/** Of trees that are laid out at a time, if no tree alone is larger. */
const LAID_OUT_BYTES = 4 << 20

/** One instance in a thread, with memory for the largest that was asked of it. */
let loaded: { readonly bytes: number; readonly kernel: ReturnType<typeof load> } | undefined

function load(bytes: number) {
  return loadKernel('treeMargins', bytes, isKernel)
}

/**
 * Adds every tree's value to the margin of each row, tree by tree, as `ensembleMargins` says, quickly: worth it for many
 * rows only.
 *
 * @param margins - one per row, added to
 */
export function addTreeMargins(
  ensemble: TreeEnsemble,
  { rows, columns, values }: Matrix,
  margins: Float32Array,
): void {
  // memory: the margins of a block of rows, their values, roots, nodes
  const trees = ensemble.roots.length - 1
  const valuesAt = 4 * BLOCK_ROWS
  const rootsAt = valuesAt + 4 * BLOCK_ROWS * columns
  const nodesAt = 16 * Math.ceil((rootsAt + 4 * trees) / 16)
  const sizes = Array.from(
    { length: trees },
    (_, tree) => (ensemble.roots[tree + 1] ?? 0) - (ensemble.roots[tree] ?? 0),
  )
  const room = Math.max(LAID_OUT_BYTES, NODE_BYTES * sizes.reduce((a, b) => Math.max(a, b), 0))
  const bytes = nodesAt + room
  if (loaded === undefined || loaded.bytes < bytes) loaded = { bytes, kernel: load(bytes) }
  const { functions, memory } = loaded.kernel
  const blockMargins = new Float32Array(memory, 0, BLOCK_ROWS)
  const blockValues = new Float32Array(memory, valuesAt, BLOCK_ROWS * columns)
  const roots = new Uint32Array(memory, rootsAt, trees)

  let tree = 0
  while (tree < trees) {
    // as many trees as there is room for
    const first = tree
    let filled = 0
    while (tree < trees && filled + NODE_BYTES * (sizes[tree] ?? 0) <= room) {
      roots[tree - first] = nodesAt + filled
      layOut(ensemble, tree, memory, nodesAt + filled)
      filled += NODE_BYTES * (sizes[tree] ?? 0)
      tree++
    }

    for (let row = 0; row < rows; row += BLOCK_ROWS) {
      const end = Math.min(rows, row + BLOCK_ROWS)
      blockValues.set(values.subarray(row * columns, end * columns))
      blockMargins.set(margins.subarray(row, end))
      // rows behind the last, up to the next four, are those of the block before: nobody reads their margins
      const rowCount = 4 * Math.ceil((end - row) / 4)
      functions.treeMargins(rootsAt, tree - first, valuesAt, rowCount, columns, 0)
      margins.set(blockMargins.subarray(0, end - row), row)
    }
  }
}

/** Writes a tree's nodes as the kernel reads them. */
function layOut(
  ensemble: TreeEnsemble,
  tree: number,
  memory: ArrayBufferLike,
  address: number,
): void {
  const root = ensemble.roots[tree] ?? 0
  const size = (ensemble.roots[tree + 1] ?? 0) - root
  const floats = new Float32Array(memory, address, 4 * size)
  const words = new Uint32Array(memory, address, 4 * size)
  for (let node = 0; node < size; node++) {
    const from = root + node
    const at = 4 * node
    const column = ensemble.column[from] ?? -1
    if (column === -1) {
      floats[at] = ensemble.value[from] ?? 0
      words[at + 1] = 0
      words[at + 2] = address + NODE_BYTES * node
      words[at + 3] = address + NODE_BYTES * node
      continue
    }
    floats[at] = ensemble.threshold[from] ?? 0
    words[at + 1] = 2 * column + (ensemble.missingLeft[from] ?? 0)
    words[at + 2] = address + NODE_BYTES * ((ensemble.left[from] ?? 0) - root)
    words[at + 3] = address + NODE_BYTES * ((ensemble.right[from] ?? 0) - root)
  }
}

import { z } from 'zod'
import type { ExplainableTrees } from './treeFactors.ts'

/**
 * A binary tree in arrays, one entry per node, the root first. An inner node sends a row left where its value in `column`
 * is below `threshold`.
 */
const treeArrays = z.strictObject({
  /** −1 at a leaf. */
  column: z.array(z.int().min(-1)),
  threshold: z.array(z.number()),
  /** Positions of the children, 0 at a leaf; children come after their parent. */
  left: z.array(z.int().nonnegative()),
  right: z.array(z.int().nonnegative()),
  /** What a leaf predicts; at an inner node the mean of its leaves by `cover`. */
  value: z.array(z.number()),
  /** Training rows that reach the node. */
  cover: z.array(z.number().positive()),
})
export type Tree = z.infer<typeof treeArrays>
export const treeSchema = treeArrays.refine(
  isTree,
  'arrays must be as many, and children come after their parent and lie within the tree',
)

function isTree({ column, threshold, left, right, value, cover }: Tree): boolean {
  const size = column.length
  if (size === 0) return false
  if ([threshold, left, right, value, cover].some(part => part.length !== size)) return false
  const isChild = (child: number | undefined, parent: number) =>
    child !== undefined && child > parent && child < size
  return column.every(
    (split, node) => split === -1 || (isChild(left[node], node) && isChild(right[node], node)),
  )
}

/** The leaf's value for the row whose values begin at `start`. */
export function treeValue(tree: Tree, values: Float64Array, start: number): number {
  let node = 0
  let split = tree.column[0] ?? -1
  while (split !== -1) {
    const isLeft = (values[start + split] ?? 0) < (tree.threshold[node] ?? 0)
    node = (isLeft ? tree.left[node] : tree.right[node]) ?? 0
    split = tree.column[node] ?? -1
  }
  return tree.value[node] ?? 0
}

/** The trees one behind the other, to be explained. They know no missing values. */
export function explainable(trees: readonly Tree[]): ExplainableTrees {
  const roots = Int32Array.from({ length: trees.length + 1 })
  trees.forEach(({ column }, tree) => {
    roots[tree + 1] = (roots[tree] ?? 0) + column.length
  })
  const children = (of: (tree: Tree) => number[]) =>
    Int32Array.from(
      trees.flatMap((tree, at) =>
        of(tree).map(child => (child === 0 ? 0 : child + (roots[at] ?? 0))),
      ),
    )
  const floats = (of: (tree: Tree) => number[]) => Float64Array.from(trees.flatMap(of))
  return {
    roots,
    column: Int32Array.from(trees.flatMap(({ column }) => column)),
    threshold: floats(tree => tree.threshold),
    left: children(tree => tree.left),
    right: children(tree => tree.right),
    missingLeft: new Uint8Array(roots.at(-1) ?? 0),
    value: floats(tree => tree.value),
    cover: floats(tree => tree.cover),
  }
}

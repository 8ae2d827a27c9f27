import { z } from 'zod'
import type { TreeEnsemble } from './ensemble.ts'

/** Reasons that a message lists: a broken array may have thousands. */
const MOST_REASONS = 5

/** XGBoost writes parameters as text. */
const count = z
  .string()
  .regex(/^\d+$/, 'must be a whole number in quotes')
  .transform(text => Number(text))

/** `"5E-1"`, or since XGBoost 3.1 a vector with one entry for each target: `"[5E-1]"`. */
const baseScore = z.string().transform((text, context) => {
  const parts = text
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .split(',')
  const score = Math.fround(parts[0]?.trim() === '' ? Number.NaN : Number(parts[0]))
  if (parts.length === 1 && score > 0 && score < 1) return score
  context.addIssue(
    parts.length > 1
      ? `one target is supported, but ${text} holds ${parts.length}`
      : `must be a probability strictly between 0 and 1, but is ${text}`,
  )
  return z.NEVER
})

const only = <Literal extends string>(what: string, literal: Literal) =>
  z.literal(literal, {
    error: issue => `the ${what} ${JSON.stringify(issue.input)} is not supported, only ${literal}`,
  })

/** At most one, which earlier versions write as 0. */
const atMostOne = (what: string) =>
  count.refine(many => many <= 1, { error: `models of more than one ${what} are not supported` })

const floats = z.array(z.number())
const integers = z.array(z.int())

const xgboostTree = z.object({
  tree_param: z.object({
    num_nodes: count,
    size_leaf_vector: atMostOne('value in a leaf').default(0),
  }),
  left_children: integers,
  right_children: integers,
  split_indices: integers,
  split_conditions: floats,
  default_left: z.array(z.union([z.literal(0), z.literal(1), z.boolean()])),
  base_weights: floats,
  loss_changes: floats,
  sum_hessian: floats,
  split_type: integers.optional(),
  categories_nodes: integers.optional(),
})
type XgboostTree = z.infer<typeof xgboostTree>

/** What has an entry for each node. */
const PARTS = [
  'left_children',
  'right_children',
  'split_indices',
  'split_conditions',
  'default_left',
  'base_weights',
  'loss_changes',
  'sum_hessian',
  'split_type',
] as const

const xgboostModel = z.object({
  learner: z.object({
    feature_names: z.array(z.string()).optional(),
    objective: z.object({ name: only('objective', 'binary:logistic') }),
    learner_model_param: z.object({
      base_score: baseScore,
      num_class: atMostOne('class').default(0),
      num_feature: count,
      num_target: atMostOne('target').default(1),
    }),
    gradient_booster: z.object({
      name: only('booster', 'gbtree'),
      model: z.object({
        gbtree_model_param: z.object({
          num_trees: count,
          num_parallel_tree: count.default(1),
        }),
        tree_info: z.array(z.literal(0, 'trees of more than one class are not supported')),
        trees: z.array(xgboostTree),
      }),
    }),
  }),
})

/**
 * Reads the JSON model format of XGBoost 1.7 to 3.x: any `gbtree` model of the objective `binary:logistic`, whatever grew
 * it. What it does not need of the file it does not look at. Nodes that pruning has left behind are dropped.
 *
 * @param json - the parsed file
 * @throws where it is another booster or objective, has categorical splits, or is broken, with reasons and their places
 */
export function readXgboost(json: unknown): TreeEnsemble {
  const parsed = xgboostModel.safeParse(json)
  if (!parsed.success) {
    const { issues } = parsed.error
    const more =
      issues.length > MOST_REASONS ? `\nand ${issues.length - MOST_REASONS} more reasons` : ''
    const listed = z.prettifyError(new z.ZodError(issues.slice(0, MOST_REASONS)))
    throw new Error(`not an XGBoost model that can be read:\n${listed}${more}`)
  }
  const { feature_names: names, gradient_booster: booster, ...learner } = parsed.data.learner
  const { base_score: score, num_feature: columns } = learner.learner_model_param
  const { gbtree_model_param: param, trees } = booster.model
  if (param.num_trees !== trees.length) {
    refuse(
      `gbtree_model_param.num_trees is ${param.num_trees}, but there are ${trees.length} trees`,
    )
  }
  if (names !== undefined && names.length !== 0 && names.length !== columns) {
    refuse(`num_feature is ${columns}, but feature_names holds ${names.length}`)
  }

  const kept = trees.map((tree, number) => keptNodes(tree, `trees[${number}]`, columns))
  const size = kept.reduce((sum, nodes) => sum + nodes.length, 0)
  const ensemble = {
    names:
      names === undefined || names.length === 0
        ? Array.from({ length: columns }, (_, column) => `f${column}`)
        : names,
    baseScore: score,
    parallelTrees: Math.max(1, param.num_parallel_tree),
    roots: new Int32Array(trees.length + 1),
    column: new Int32Array(size).fill(-1),
    threshold: new Float32Array(size),
    left: new Int32Array(size),
    right: new Int32Array(size),
    missingLeft: new Uint8Array(size),
    value: new Float32Array(size),
    cover: new Float32Array(size),
    gain: new Float32Array(size),
  }
  let root = 0
  trees.forEach((tree, number) => {
    const nodes = kept[number] ?? []
    const placed = new Map(nodes.map((node, at) => [node, root + at]))
    nodes.forEach((node, at) => {
      const to = root + at
      ensemble.cover[to] = tree.sum_hessian[node] ?? 0
      // a weight may be −0, which is written as 0
      const condition = (tree.split_conditions[node] ?? 0) + 0
      const left = placed.get(tree.left_children[node] ?? -1)
      if (left === undefined) {
        ensemble.value[to] = condition
        return
      }
      ensemble.column[to] = tree.split_indices[node] ?? 0
      ensemble.threshold[to] = condition
      ensemble.left[to] = left
      ensemble.right[to] = placed.get(tree.right_children[node] ?? -1) ?? 0
      ensemble.missingLeft[to] = Number(tree.default_left[node] ?? 0)
      ensemble.value[to] = (tree.base_weights[node] ?? 0) + 0
      ensemble.gain[to] = tree.loss_changes[node] ?? 0
    })
    root += nodes.length
    ensemble.roots[number + 1] = root
  })
  for (const part of ['threshold', 'value', 'cover', 'gain'] as const) {
    const at = ensemble[part].findIndex(value => !Number.isFinite(value))
    if (at !== -1) refuse(`a ${part} of tree ${treeAt(ensemble.roots, at)} is no float32`)
  }
  return ensemble
}

/**
 * The nodes of a tree that its root leads to, children behind their parents: in the order of the file, which is such an
 * order unless pruning has given a node's place to another, and otherwise breadth first.
 */
function keptNodes(tree: XgboostTree, place: string, columns: number): readonly number[] {
  const { left_children: lefts, right_children: rights } = tree
  const size = tree.tree_param.num_nodes
  if (size === 0) refuse(`${place} has no nodes`)
  for (const part of PARTS) {
    const { length } = tree[part] ?? lefts
    if (length !== size) {
      refuse(`${place} has num_nodes ${size}, but ${length} entries in ${part}`)
    }
  }
  if ((tree.categories_nodes ?? []).length > 0) {
    refuse(`${place} has categorical splits, which are not supported`)
  }

  const nodes = [0]
  const met = new Uint8Array(size)
  let isOrdered = true
  for (const node of nodes) {
    if (met[node] === 1) refuse(`${place} is no tree: two ways lead to node ${node}`)
    met[node] = 1
    if (!((tree.sum_hessian[node] ?? -1) >= 0)) {
      refuse(`${place}: the sum_hessian of node ${node} is negative`)
    }
    const [left = -1, right = -1] = [lefts[node], rights[node]]
    if (left === -1 && right === -1) continue
    if (!(left > 0 && left < size && right > 0 && right < size)) {
      refuse(`${place}: node ${node} has the children ${left} and ${right} of ${size} nodes`)
    }
    const column = tree.split_indices[node] ?? -1
    if (!(column >= 0 && column < columns)) {
      refuse(`${place}: node ${node} splits on feature ${column} of ${columns}`)
    }
    if ((tree.split_type?.[node] ?? 0) !== 0) {
      refuse(`${place} has categorical splits, which are not supported`)
    }
    isOrdered &&= left > node && right > node
    nodes.push(left, right)
  }
  return isOrdered ? nodes.sort((a, b) => a - b) : nodes
}

function treeAt(roots: Int32Array, node: number): number {
  return roots.findIndex(root => root > node) - 1
}

function refuse(reason: string): never {
  throw new Error(`not an XGBoost model that can be read: ${reason}`)
}

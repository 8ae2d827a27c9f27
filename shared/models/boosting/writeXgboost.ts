import type { TreeEnsemble } from './ensemble.ts'

/** XGBoost's mark of a node without parent. */
const NO_PARENT = 2147483647

/** The parts of a tree whose entries XGBoost 1.7 reads as floats only if they have a point or an exponent. */
const FLOATS = new Set(['base_weights', 'loss_changes', 'split_conditions', 'sum_hessian'])

/**
 * XGBoost's JSON model format as plain data: all that XGBoost 1.7 asks for, and nothing that a later version refuses.
 * Floats are the shortest decimals that stand for the float32.
 */
export type XgboostDocument = ReturnType<typeof writeXgboost>

/**
 * An ensemble in XGBoost's JSON model format, in which XGBoost 1.7 and later load it and predict the same margins. The
 * same ensemble gives the same document; reading it gives the ensemble again (a float32 of −0 comes back as 0).
 *
 * XGBoost's `DMatrix` takes no column names that contain `[`, `]` or `<`: where a model has such names, predict without
 * names and with `validate_features=False`.
 */
export function writeXgboost(ensemble: TreeEnsemble) {
  const columns = String(ensemble.names.length)
  const trees = ensemble.roots.length - 1
  return {
    learner: {
      attributes: {},
      feature_names: [...ensemble.names],
      feature_types: ensemble.names.map(() => 'float'),
      gradient_booster: {
        model: {
          gbtree_model_param: {
            num_parallel_tree: String(ensemble.parallelTrees),
            num_trees: String(trees),
            size_leaf_vector: '0',
          },
          tree_info: Array.from({ length: trees }, () => 0),
          trees: Array.from({ length: trees }, (_, tree) => treeOf(ensemble, tree, columns)),
        },
        name: 'gbtree',
      },
      learner_model_param: {
        // not the vector form of XGBoost 3.1, which 1.7 takes for another number without a word
        base_score: String(shortest(ensemble.baseScore)),
        boost_from_average: '1',
        num_class: '0',
        num_feature: columns,
        num_target: '1',
      },
      objective: { name: 'binary:logistic', reg_loss_param: { scale_pos_weight: '1' } },
    },
    version: [1, 7, 4],
  }
}

function treeOf(ensemble: TreeEnsemble, tree: number, columns: string) {
  const root = ensemble.roots[tree] ?? 0
  const end = ensemble.roots[tree + 1] ?? root
  const size = end - root
  const isLeaf = Array.from(ensemble.column.subarray(root, end), column => column === -1)
  const each = <Value>(value: (node: number) => Value): Value[] =>
    isLeaf.map((_, at) => value(root + at))
  const child = (children: Int32Array) =>
    isLeaf.map((leaf, at) => (leaf ? -1 : (children[root + at] ?? 0) - root))
  const [left, right] = [child(ensemble.left), child(ensemble.right)]
  const parents = Array.from({ length: size }, () => NO_PARENT)
  for (const children of [left, right]) {
    children.forEach((at, parent) => {
      if (at !== -1) parents[at] = parent
    })
  }
  const floats = (part: Float32Array) => each(node => shortest(part[node] ?? 0))
  const weights = floats(ensemble.value)
  const thresholds = floats(ensemble.threshold)
  return {
    base_weights: weights,
    categories: [],
    categories_nodes: [],
    categories_segments: [],
    categories_sizes: [],
    default_left: each(node => ensemble.missingLeft[node] ?? 0),
    id: tree,
    left_children: left,
    loss_changes: floats(ensemble.gain),
    parents,
    right_children: right,
    split_conditions: isLeaf.map((leaf, at) => (leaf ? weights : thresholds)[at] ?? 0),
    split_indices: each(node => Math.max(0, ensemble.column[node] ?? 0)),
    split_type: isLeaf.map(() => 0),
    sum_hessian: floats(ensemble.cover),
    tree_param: {
      num_deleted: '0',
      num_feature: columns,
      num_nodes: String(size),
      size_leaf_vector: '0',
    },
  }
}

/** The number with the fewest decimal digits that rounds to a float32. */
function shortest(float32: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(float32.toPrecision(digits))
    // −0 has no text of its own
    if (Math.fround(short) === float32) return short + 0
  }
  return Number(float32.toPrecision(9))
}

/** The text of the file that XGBoost loads: keys sorted as XGBoost sorts them, floats written as such. */
export function xgboostText(document: XgboostDocument): string {
  return `${textOf(document, false)}\n`
}

function textOf(value: unknown, isFloat: boolean): string {
  if (typeof value === 'number' && isFloat) {
    const text = String(value)
    return /[.e]/.test(text) ? text : `${text}.0`
  }
  if (Array.isArray(value)) {
    return `[${value.map((item: unknown) => textOf(item, isFloat)).join(',')}]`
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${textOf(member, FLOATS.has(key))}`)
    return `{${members.join(',')}}`
  }
  return JSON.stringify(value)
}

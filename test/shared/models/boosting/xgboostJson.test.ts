import { existsSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ensembleContributions } from '../../../../shared/models/boosting/contributions.ts'
import { ensembleMargins } from '../../../../shared/models/boosting/margins.ts'
import { readXgboost } from '../../../../shared/models/boosting/readXgboost.ts'
import { writeXgboost, xgboostText } from '../../../../shared/models/boosting/writeXgboost.ts'
import { seededRandom } from '../../../../shared/random.ts'
import { askPeer, hasPythonModule } from '../../../support/peerPython.ts'
import { drawnEnsemble, ensembleOf, valuesOf } from './ensembles.ts'

const parameter = z.union([z.number(), z.string()])
const given = {
  rows: z.int(),
  columns: z.int(),
  values: z.array(z.number().nullable()),
}
const inputsSchema = z.object({
  train: z.array(
    z.object({
      ...given,
      labels: z.array(z.int()),
      weights: z.array(z.number()).optional(),
      parameters: z.record(z.string(), parameter),
      rounds: z.int(),
    }),
  ),
  load: z.array(z.object({ ...given, model: z.string() })),
})
const scored = z.object({
  model: z.unknown(),
  margins: z.array(z.number()),
  contributions: z.array(z.number()),
})
const outputsSchema = z.object({ train: z.array(scored), load: z.array(scored) })

interface Given {
  readonly rows: number
  readonly columns: number
  readonly values: readonly (number | null)[]
}

/**
 * Where a model as XGBoost saved it gives other margins or contributions here than there, by 1e-6 or more, or is another
 * after a trip through our own writer.
 */
function differences(data: Given, theirs: z.infer<typeof scored>): string[] {
  const ensemble = readXgboost(theirs.model)
  const values = Float64Array.from(data.values, value => value ?? Number.NaN)
  const matrix = { rows: data.rows, columns: data.columns, names: ensemble.names, values }
  const { baseValue, values: ours } = ensembleContributions(ensemble, matrix)
  const withBias = Array.from({ length: data.rows }, (_, row) => [
    ...ours.subarray(row * data.columns, (row + 1) * data.columns),
    baseValue,
  ]).flat()
  const off = {
    margins: largestDifference(ensembleMargins(ensemble, matrix), theirs.margins),
    contributions: largestDifference(withBias, theirs.contributions),
    written: isDeepStrictEqual(readXgboost(writtenAndParsed(ensemble)), ensemble) ? 0 : 1,
  }
  return Object.entries(off).flatMap(([what, by]) => (by < 1e-6 ? [] : `${what} by ${by}`))
}

function largestDifference(ours: ArrayLike<number>, theirs: readonly number[]): number {
  if (ours.length !== theirs.length || ours.length === 0) return Number.NaN
  return theirs.reduce((most, value, at) => Math.max(most, Math.abs(value - (ours[at] ?? 9))), 0)
}

function writtenAndParsed(ensemble: Parameters<typeof writeXgboost>[0]): unknown {
  return JSON.parse(xgboostText(writeXgboost(ensemble)))
}

describe('XGBoost JSON', () => {
  it('comes back as it was written, and is written the same again', () => {
    fc.assert(
      fc.property(drawnEnsemble, drawn => {
        const ensemble = ensembleOf(drawn)
        const text = xgboostText(writeXgboost(ensemble))
        const back = readXgboost(JSON.parse(text))
        expect(back).toEqual(ensemble)
        expect(xgboostText(writeXgboost(back))).toBe(text)
      }),
    )
  })

  it('keeps every float32', () => {
    const ensemble = ensembleOf({ seed: 1, trees: 1, columns: 1, depth: 0 })
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), value => {
        const leaf = { ...ensemble, value: Float32Array.from([value + 0]) }
        expect(readXgboost(writtenAndParsed(leaf)).value).toEqual(leaf.value)
      }),
      { numRuns: 1000 },
    )
  })

  const golden = z
    .object({ inputs: inputsSchema, outputs: outputsSchema })
    .parse(JSON.parse(readFileSync('test/golden/tree-ensembles/xgboost.json', 'utf8')))

  it('written by XGBoost 1.7.4 gives its margins and contributions: missing, parallel, pruned', () => {
    expect(golden.outputs.train).toHaveLength(3)
    golden.inputs.train.forEach((problem, at) => {
      const theirs = golden.outputs.train[at] ?? { model: null, margins: [], contributions: [] }
      const { parameters } = problem
      expect({ parameters, off: differences(problem, theirs) }).toEqual({ parameters, off: [] })
    })
  })

  const reference = '../shared/reference/xgboost/'
  if (!existsSync(reference))
    console.log(`skipped: golden models of ${reference}: they are not there`)
  it.skipIf(!existsSync(reference)).each([
    ['xgb_min_model.json', 'xgb_min_model_expected.csv', ['a', 'b']],
    ['xgb_hist_golden_model.json', 'xgb_hist_golden_data.csv', ['f0', 'f1', 'f2', 'f3']],
  ])('%s gives the margins and contributions of %s', (model, csv, names) => {
    const [header = '', ...lines] = readFileSync(reference + csv, 'utf8')
      .trim()
      .split(/\r?\n/)
    const rows = lines.map(line => line.split(','))
    const columnsOf = (wanted: readonly string[]) =>
      rows.flatMap(row => wanted.map(name => row[header.split(',').indexOf(name)] ?? ''))
    const numbers = (wanted: readonly string[]) => columnsOf(wanted).map(Number)
    const off = differences(
      {
        rows: rows.length,
        columns: names.length,
        values: columnsOf(names).map(text => (text === '' || text === 'nan' ? null : Number(text))),
      },
      {
        model: JSON.parse(readFileSync(reference + model, 'utf8')),
        margins: numbers(['margin']),
        contributions: numbers([...names.map(name => `shap_${name}`), 'shap_bias']),
      },
    )
    expect(off).toEqual([])
  })

  const hasXgboost = hasPythonModule('xgboost', 'tree ensembles')

  it.skipIf(!hasXgboost)(
    'of ours, whatever the trees, loads in XGBoost and predicts the same',
    () => {
      const drawn = fc.sample(drawnEnsemble, { numRuns: 60, seed: 1 })
      const load = drawn.map((one, at) => {
        const { rows, columns, values } = valuesOf(at, 20, one.columns)
        return {
          rows,
          columns,
          values: Array.from(values, value => (Number.isNaN(value) ? null : value)),
          model: xgboostText(writeXgboost(ensembleOf(one))),
        }
      })
      const outputs = outputsSchema.parse(askPeer('tree-ensembles', { train: [], load }))
      expect(outputs.load).toHaveLength(60)
      outputs.load.forEach((theirs, at) => {
        const [one, data] = [drawn[at], load[at]]
        if (one === undefined || data === undefined) throw new Error('there is an answer too many')
        expect({ one, off: differences(data, theirs) }).toEqual({ one, off: [] })
        expect(readXgboost(theirs.model)).toEqual(ensembleOf(one))
      })
    },
  )

  it.skipIf(!hasXgboost)(
    'of models that XGBoost trains with varied parameters gives the same',
    () => {
      const random = seededRandom(11)
      const varied: Record<string, number | string>[] = [
        { tree_method: 'hist', max_depth: 6, eta: 0.1 },
        { tree_method: 'hist', grow_policy: 'lossguide', max_leaves: 12, max_depth: 0 },
        { tree_method: 'exact', gamma: 1.5, max_depth: 8 },
        { tree_method: 'approx', lambda: 0, alpha: 0.4, base_score: 0.11 },
        {
          tree_method: 'hist',
          num_parallel_tree: 5,
          subsample: 0.6,
          colsample_bynode: 0.5,
          eta: 1,
        },
        { tree_method: 'hist', scale_pos_weight: 7, max_delta_step: 0.7, colsample_bytree: 0.6 },
        { tree_method: 'hist', min_child_weight: 0, max_depth: 12 },
        { tree_method: 'exact', min_child_weight: 1e6 },
        { tree_method: 'hist', monotone_constraints: '(1,-1,0,0,0,0)', max_bin: 8 },
      ]
      const train = varied.map(parameters => {
        const [rows, columns] = [150, 6]
        const values = Array.from({ length: rows * columns }, () =>
          random.int(6) === 0 ? null : random.normal(),
        )
        const labels = Array.from({ length: rows }, (_, row) =>
          (values[row * columns] ?? 0.5) * (values[row * columns + 1] ?? 1) + random.normal() > 0
            ? 1
            : 0,
        )
        const weights = Array.from({ length: rows }, () => 0.5 + random.uniform())
        return { rows, columns, values, labels, weights, parameters, rounds: 1 + random.int(10) }
      })
      const outputs = outputsSchema.parse(askPeer('tree-ensembles', { train, load: [] }))
      expect(outputs.train).toHaveLength(varied.length)
      outputs.train.forEach((theirs, at) => {
        const problem = train[at]
        if (problem === undefined) throw new Error('there is an answer too many')
        const { parameters } = problem
        expect({ parameters, off: differences(problem, theirs) }).toEqual({ parameters, off: [] })
      })
    },
  )
})

/** A model as 2.x and 3.x write it, changed at one place. */
function newer(path: string, value: unknown): unknown {
  const ensemble = ensembleOf({ seed: 5, trees: 2, columns: 3, depth: 2 })
  const json = JSON.parse(JSON.stringify(writeXgboost({ ...ensemble, baseScore: 0.25 })))
  const { learner } = json
  learner.learner_model_param.base_score = '[2.5E-1]'
  const { model } = learner.gradient_booster
  model.iteration_indptr = [0, 1, 2]
  model.cats = { enc: [], feature_segments: [], sorted_idx: [] }
  for (const { tree_param: param } of model.trees) param.size_leaf_vector = '1'
  json.version = [3, 1, 0]
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  const parent = keys.reduce((at, key) => at[key], learner)
  if (last !== '') parent[last] = value
  return json
}

describe('readXgboost', () => {
  const tree = 'gradient_booster.model.trees.0'

  it('reads what XGBoost 2 and 3 add: a vector base_score, size_leaf_vector 1, cats', () => {
    const ensemble = readXgboost(newer('', undefined))
    expect(ensemble.baseScore).toBe(0.25)
    expect(ensemble).toEqual({
      ...ensembleOf({ seed: 5, trees: 2, columns: 3, depth: 2 }),
      baseScore: 0.25,
    })
  })

  it('reads booleans in default_left, and names features that have none', () => {
    for (const isLeft of [true, false]) {
      const json = newer(`${tree}.default_left.0`, isLeft)
      expect(readXgboost(json).missingLeft[0]).toBe(Number(isLeft))
    }
    expect(readXgboost(newer('feature_names', [])).names).toEqual(['f0', 'f1', 'f2'])
  })

  it.each([
    ['objective.name', 'multi:softprob', 'multi:softprob'],
    ['gradient_booster.name', 'dart', 'dart'],
    ['learner_model_param.num_class', '3', 'more than one class'],
    ['learner_model_param.num_target', '2', 'more than one target'],
    ['learner_model_param.base_score', '[2.5E-1,5E-1]', 'base_score'],
    ['learner_model_param.base_score', '1.5', 'between 0 and 1'],
    ['learner_model_param.num_feature', 3, 'num_feature'],
    ['learner_model_param.num_feature', '4', 'feature_names holds 3'],
    ['gradient_booster.model.gbtree_model_param.num_trees', '7', 'num_trees is 7'],
    ['gradient_booster.model.tree_info', [0, 1], 'more than one class'],
    [`${tree}.split_type.0`, 1, 'categorical'],
    [`${tree}.categories_nodes`, [0], 'categorical'],
    [`${tree}.tree_param.size_leaf_vector`, '3', 'more than one value in a leaf'],
    [`${tree}.sum_hessian`, [1], 'sum_hessian'],
    [`${tree}.left_children.0`, 0, 'node 0 has the children 0'],
    [`${tree}.left_children.0`, 99, 'node 0 has the children 99'],
    [`${tree}.left_children.0`, -1, 'node 0 has the children -1'],
    [`${tree}.left_children.0`, 2, 'no tree: two ways lead to node 2'],
    [`${tree}.split_indices.0`, 3, 'feature 3 of 3'],
    [`${tree}.split_conditions.0`, 1e300, 'float32'],
    [`${tree}.split_conditions.0`, 'x', 'split_conditions'],
    [`${tree}.sum_hessian.0`, -1, 'sum_hessian of node 0'],
  ])('refuses %s = %j, saying so', (path, value, reason) => {
    expect(() => readXgboost(newer(path, value))).toThrow(new RegExp(reason))
  })

  it('refuses what is no model without listing every one of a thousand reasons', () => {
    const wrong = newer(
      `${tree}.base_weights`,
      Array.from({ length: 1000 }, () => 'x'),
    )
    expect(() => readXgboost(wrong)).toThrow('and 995 more reasons')
    for (const json of [null, 3, [], {}, { learner: null }]) {
      expect(() => readXgboost(json)).toThrow('not an XGBoost model that can be read')
    }
  })
})

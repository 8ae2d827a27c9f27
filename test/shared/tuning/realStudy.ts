import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Parameters } from '../../../shared/models/model.ts'
import type { Dimension } from '../../../shared/tuning/space.ts'
import type { Objective } from './standardObjectives.ts'

const tableAxis = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('choice'), name: z.string(), choices: z.array(z.string()) }),
  z.object({
    kind: z.enum(['int', 'float']),
    name: z.string(),
    log: z.boolean(),
    nodes: z.array(z.number()),
  }),
])
type TableAxis = z.infer<typeof tableAxis>

const study = z
  .record(z.string(), z.object({ axes: z.array(tableAxis), values: z.array(z.number()) }))
  .parse(
    JSON.parse(
      readFileSync(join(import.meta.dirname, '../../golden/tuning/study/study.json'), 'utf8'),
    ),
  )

/**
 * A real study: the cross-validated AUROC of scikit-learn's logistic regression and random forest and of XGBoost on
 * scikit-learn's diabetes data, read from a table (`test/golden/tuning/study/make.py`) and between its nodes linearly.
 */
export const diabetes: Objective = {
  space: [
    { name: 'family', kind: 'choice', choices: Object.keys(study) },
    ...Object.entries(study).flatMap(([family, { axes }]) =>
      axes.map(axis => dimensionOf(family, axis)),
    ),
  ],
  valueAt(point) {
    const family = String(point['family'])
    const { axes = [], values = [] } = study[family] ?? {}
    let corners = [{ place: 0, weight: 1 }]
    for (const axis of axes) {
      const count = axis.kind === 'choice' ? axis.choices.length : axis.nodes.length
      const around = nodesAround(axis, point, `${family}.${axis.name}`)
      corners = corners.flatMap(corner =>
        around.map(({ node, share }) => ({
          place: corner.place * count + node,
          weight: corner.weight * share,
        })),
      )
    }
    return corners.reduce(
      (sum, { place, weight }) => sum + weight * (values[place] ?? Number.NaN),
      0,
    )
  },
}

function dimensionOf(family: string, axis: TableAxis): Dimension {
  const own = { name: `${family}.${axis.name}`, when: { name: 'family', among: [family] } }
  if (axis.kind === 'choice') return { ...own, kind: 'choice', choices: axis.choices }
  const { kind, log, nodes } = axis
  const range = { low: nodes[0] ?? Number.NaN, high: nodes.at(-1) ?? Number.NaN, log }
  return kind === 'int' ? { ...own, kind, ...range, step: 1 } : { ...own, kind, ...range }
}

/** The nodes between which a point lies along an axis, and the weight of each. */
function nodesAround(
  axis: TableAxis,
  point: Parameters,
  name: string,
): readonly { readonly node: number; readonly share: number }[] {
  if (axis.kind === 'choice') return [{ node: axis.choices.indexOf(String(point[name])), share: 1 }]
  const coordinate = axis.log ? Math.log : (value: number) => value
  const value = Number(point[name])
  const above = axis.nodes.findIndex(
    (node, at) => at > 0 && (value <= node || at === axis.nodes.length - 1),
  )
  const low = coordinate(axis.nodes[above - 1] ?? Number.NaN)
  const high = coordinate(axis.nodes[above] ?? Number.NaN)
  const share = (coordinate(value) - low) / (high - low)
  return [
    { node: above - 1, share: 1 - share },
    { node: above, share },
  ]
}

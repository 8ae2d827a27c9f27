import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Feature } from '../../../shared/features/feature.ts'
import { anovaF } from '../../../shared/preprocessing/anova.ts'
import { applyPreprocessor } from '../../../shared/preprocessing/applyPreprocessor.ts'
import { fitPreprocessor } from '../../../shared/preprocessing/fitPreprocessor.ts'
import { mean, quantile, variance } from '../../../shared/preprocessing/moments.ts'
import { selectColumns } from '../../../shared/preprocessing/selectColumns.ts'
import { skewness } from '../../../shared/preprocessing/skew.ts'
import { fitYeoJohnson, yeoJohnson } from '../../../shared/preprocessing/yeoJohnson.ts'
import { type Random, seededRandom } from '../../../shared/random.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import { askPeer, hasPythonModule } from '../../support/peerPython.ts'
import { categoryFeature, LEAVE_AS_IS, numberFeature } from './features.ts'

const inputsSchema = z.object({
  columns: z.record(z.string(), z.array(z.number().nullable())),
  levels: z.array(z.string().nullable()),
  unseen: z.array(z.string()),
  labels: z.array(z.int()),
  selection: z.object({
    rows: z.int(),
    columns: z.int(),
    values: z.array(z.number()),
    labels: z.array(z.int()),
    kBest: z.array(z.int()),
    rfe: z.array(z.int()),
  }),
})
type Inputs = z.infer<typeof inputsSchema>

const pipeline = z.object({
  fill: z.number(),
  skewness: z.number(),
  lambda: z.number(),
  transformed: z.array(z.number()),
  mean: z.number(),
  scale: z.number(),
  scaled: z.array(z.number()),
  f: z.number(),
})
const columnOutputs = z.object({
  quartiles: z.array(z.number()),
  unfilled: z.object({ lambda: z.number(), scaled: z.array(z.number().nullable()) }),
  'plain median': pipeline,
  'plain mean': pipeline,
  'capped median': pipeline,
  'capped mean': pipeline,
})
const outputsSchema = z.object({
  columns: z.record(z.string(), columnOutputs),
  oneHot: z.object({
    levels: z.array(z.string()),
    rare: z.array(z.string()),
    rows: z.array(z.array(z.number())),
    unseen: z.array(z.array(z.number())),
  }),
  selection: z.object({
    chain: z.array(z.int()),
    kBest: z.array(z.array(z.int())),
    rfe: z.array(z.array(z.int())),
  }),
})
type Outputs = z.infer<typeof outputsSchema>

const PIPELINES = [
  ['plain median', 'none', 'median'],
  ['plain mean', 'none', 'mean'],
  ['capped median', 'iqr', 'median'],
  ['capped mean', 'iqr', 'mean'],
] as const

function expectAgreement(inputs: Inputs, outputs: Outputs): void {
  for (const name of Object.keys(inputs.columns)) expectColumn(name, inputs, outputs)
  expectOneHot(inputs, outputs)
  expectSelection(inputs, outputs)
}

function expectColumn(name: string, inputs: Inputs, outputs: Outputs): void {
  const raw = Float64Array.from(inputs.columns[name] ?? [], value => value ?? Number.NaN)
  const theirs = columnOutputs.parse(outputs.columns[name])
  const labels = Uint8Array.from(inputs.labels)
  const observed = raw.filter(value => !Number.isNaN(value)).sort()
  expectClose(
    [0.25, 0.5, 0.75].map(q => quantile(observed, q)),
    theirs.quartiles,
    1e-14,
    name,
  )

  expectUnfilled(name, raw, theirs.unfilled, labels)
  const frame: Frame = { rows: raw.length, columns: { [name]: { kind: 'number', values: raw } } }
  const rows = Int32Array.from(raw, (_, row) => row)
  for (const [which, outliers, fill] of PIPELINES) {
    const expected = theirs[which]
    const made = (scale: 'none' | 'standard') => {
      const options = { ...LEAVE_AS_IS, outliers, fill, scale }
      const fitted = fitPreprocessor(frame, rows, labels, [numberFeature(name)], options)
      return { fitted, values: applyPreprocessor(fitted, frame).values }
    }
    const { fitted, values: filled } = made('none')
    const where = `${name}, ${which}`
    expectClose([Number(fitted.fills[0]?.value)], [expected.fill], 1e-12, where)
    expectClose([skewness(filled)], [expected.skewness], 1e-9, where)
    // f_classif takes sums of squares from each other: beside 1, not beside an F of nearly 0
    expectClose([anovaF(filled, labels), 1], [expected.f, 1], 1e-9, where)
    expectClose(made('standard').values, expected.scaled, 1e-10, where)

    expectLambda(filled, expected.lambda, where)
    const transformed = filled.map(value => yeoJohnson(value, expected.lambda))
    expectClose(transformed, expected.transformed, 1e-10, where)
  }
}

/** Where nothing fills, λ and scaling are those of what is observed, and what is missing stays so. */
function expectUnfilled(
  name: string,
  raw: Float64Array,
  theirs: Outputs['columns'][string]['unfilled'],
  labels: Uint8Array,
): void {
  const frame: Frame = { rows: raw.length, columns: { [name]: { kind: 'number', values: raw } } }
  const options = { ...LEAVE_AS_IS, fill: 'none', skew: 'yeo-johnson', scale: 'standard' } as const
  const rows = Int32Array.from(raw, (_, row) => row)
  const fitted = fitPreprocessor(frame, rows, labels, [numberFeature(name)], options)
  const [step] = fitted.columns
  // little skewness is left alone, and a flat likelihood is compared below
  if (step?.from !== 'number' || step.transform === null || step.transform.kind === 'square') return
  if (Math.abs(theirs.lambda) > 5) return
  expectClose([step.transform.lambda], [theirs.lambda], 1e-6, `${name}, unfilled`)
  const { values } = applyPreprocessor(fitted, frame)
  expect(Array.from(values, Number.isNaN)).toEqual(theirs.scaled.map(value => value === null))
  const observed = values.filter(value => !Number.isNaN(value))
  expectClose(
    observed,
    theirs.scaled.filter(value => value !== null),
    1e-5,
    `${name}, unfilled`,
  )
}

function expectSelection({ selection }: Inputs, outputs: Outputs): void {
  const { rows, columns, values, labels } = selection
  const columnsOf = Array.from({ length: columns }, (_, column) =>
    Float64Array.from({ length: rows }, (__, row) => values[row * columns + column] ?? 0),
  )
  const select = (options: Partial<Parameters<typeof selectColumns>[2]>) =>
    selectColumns(columnsOf, Uint8Array.from(labels), {
      maxCorrelation: null,
      selectK: null,
      rfe: null,
      ...options,
    })
  expect(selection.kBest.map(selectK => select({ selectK }))).toEqual(outputs.selection.kBest)
  expect(selection.rfe.map(rfe => select({ rfe }))).toEqual(outputs.selection.rfe)
  const selectK = selection.kBest.at(-1) ?? 0
  const chain = { maxCorrelation: 0.9, selectK, rfe: Math.floor(selectK / 2) }
  expect(select(chain)).toEqual(outputs.selection.chain)
}

/**
 * λ to 1e-6. Values far from 0 that hardly differ have a likelihood so flat that rounding rules scikit-learn's λ: ours must
 * then be no less likely.
 */
function expectLambda(values: Float64Array, theirs: number, where: string): void {
  const ours = fitYeoJohnson(values)
  const center = mean(values)
  const spread = Math.sqrt(variance(values, center))
  if (spread > 0.2 * Math.abs(center)) expectClose([ours], [theirs], 1e-6, where)
  const less = unlikelihood(values, ours) - unlikelihood(values, theirs)
  expect({ where, isNoLessLikely: less < 1e-9 }).toEqual({ where, isNoLessLikely: true })
}

/** Minus the log likelihood of λ up to a constant, from the spread of logs of powers, so that nothing cancels. */
function unlikelihood(values: Float64Array, lambda: number): number {
  const logJacobian = values.reduce((sum, x) => sum + Math.sign(x) * Math.log1p(Math.abs(x)), 0)
  const isOneSided = values.every(x => x >= 0) || values.every(x => x < 0)
  const transformed = values.map(x => {
    const exponent = x >= 0 ? lambda : 2 - lambda
    return isOneSided && exponent < 0
      ? Math.exp(exponent * Math.log1p(Math.abs(x))) / exponent
      : yeoJohnson(x, lambda)
  })
  const spread = variance(transformed, mean(transformed))
  return (values.length / 2) * Math.log(spread) - (lambda - 1) * logJacobian
}

function frameOfText(name: string, values: readonly (string | null)[]): Frame {
  return { rows: values.length, columns: { [name]: { kind: 'text', values } } }
}

/** Frequent levels have the columns that OneHotEncoder gives them; rare ones share a column there, and have none here. */
function expectOneHot(inputs: Inputs, { oneHot }: Outputs): void {
  const frame = frameOfText('unit', inputs.levels)
  const rows = Int32Array.from(inputs.levels, (_, row) => row)
  const features: Feature[] = [categoryFeature('unit')]
  const labels = Uint8Array.from(inputs.labels)
  const fitted = fitPreprocessor(frame, rows, labels, features, LEAVE_AS_IS)
  const frequent = oneHot.levels.filter(level => !oneHot.rare.includes(level))
  expect(fitted.names).toEqual(frequent.map(level => `unit=${level}`))
  const cut = (given: readonly number[][]) => given.flatMap(row => row.slice(0, frequent.length))
  expect(Array.from(applyPreprocessor(fitted, frame).values)).toEqual(cut(oneHot.rows))
  expect(Array.from(applyPreprocessor(fitted, frameOfText('unit', inputs.unseen)).values)).toEqual(
    cut(oneHot.unseen),
  )
}

/** Equal to a share of the largest expected value. */
function expectClose(
  ours: ArrayLike<number>,
  theirs: readonly number[],
  tolerance: number,
  where: string,
): void {
  const largest = Math.max(...theirs.map(Math.abs), Number.MIN_VALUE)
  const off = theirs.map((value, at) => Math.abs(value - (ours[at] ?? Number.NaN)) / largest)
  const isClose = ours.length === theirs.length && Math.max(...off) <= tolerance
  expect({ where, isClose, off: isClose ? [] : off }).toEqual({ where, isClose: true, off: [] })
}

/** More columns than rows too. */
function randomSelection(random: Random): Inputs['selection'] {
  const [rows, columns] = [40, 60]
  const values = Array.from({ length: rows * columns }, () => random.normal())
  const labels = Array.from({ length: rows }, (_, row) =>
    Number((values[row * columns] ?? 0) + random.normal() > 0.3),
  )
  return { rows, columns, values, labels, kBest: [1, 10, 59], rfe: [1, 20] }
}

describe('preprocessing agrees with scikit-learn', () => {
  it('on the golden file', () => {
    const golden = z
      .object({ inputs: inputsSchema, outputs: outputsSchema })
      .parse(JSON.parse(readFileSync('test/golden/preprocessing/scikit-learn.json', 'utf8')))
    expect(Object.keys(golden.inputs.columns)).toHaveLength(6)
    expectAgreement(golden.inputs, golden.outputs)
  })

  const hasSklearn = hasPythonModule('sklearn', 'preprocessing')
  it.skipIf(!hasSklearn)('live, on random columns of many shapes', () => {
    const random = seededRandom(9)
    const columns: Record<string, (number | null)[]> = {}
    for (let column = 0; column < 25; column++) {
      const [offset, spread, bend] = [
        10 * random.normal(),
        Math.exp(random.normal()),
        random.uniform(),
      ]
      columns[`random ${column}`] = Array.from({ length: 50 }, () => {
        const drawn = random.normal()
        if (random.uniform() < 0.1) return null
        return offset + spread * (drawn + bend * Math.exp(drawn))
      })
    }
    const levels = ['MICU', 'SICU', 'CCU', 'TSICU', null]
    const inputs: Inputs = {
      columns,
      levels: Array.from(
        { length: 50 },
        () => levels[Math.min(random.int(6), random.int(6))] ?? null,
      ),
      unseen: ['NICU', 'MICU'],
      labels: Array.from({ length: 50 }, (_, row) => Number(row % 3 === 0)),
      selection: randomSelection(random),
    }
    const outputs = outputsSchema.parse(askPeer('preprocessing', inputs))
    expect(Object.keys(outputs.columns)).toHaveLength(25)
    expectAgreement(inputs, outputs)
  })
})

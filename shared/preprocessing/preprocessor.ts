import { z } from 'zod'

/**
 * How one column of the design matrix is made from one feature of a frame. Everything in it was fitted on training rows.
 *
 * - `number`: capped to low … high, filled, transformed, standardised; null for a step that is not taken. The square keeps
 *   its sign (x · |x|); log1p is Yeo-Johnson with λ = 0
 * - `flag`: 0 or 1 as it is, filled where missing
 * - `missing`: 1 where the feature is missing, else 0
 * - `level`: 1 where the category is this level, else 0; a level of no column gives 0 in all of them
 * - `ordinal`: the level's place in `levels`, −1 for a level that is not there; standardised
 * - `frequency`: share of the training rows that had this level, 0 for one they never had; standardised
 *
 * Where `fill` is null, what is missing stays NaN, and 0 in every column of a level.
 */
const transform = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('yeo-johnson'), lambda: z.number() }),
    z.strictObject({ kind: z.literal('square') }),
  ])
  .nullable()
export type Transform = z.infer<typeof transform>

const scaling = z.strictObject({ mean: z.number(), scale: z.number().positive() }).nullable()

export const columnStep = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('number'),
    feature: z.string(),
    cap: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
    fill: z.number().nullable(),
    transform,
    scaling,
  }),
  z.strictObject({ from: z.literal('flag'), feature: z.string(), fill: z.number().nullable() }),
  z.strictObject({
    from: z.literal('missing'),
    feature: z.string(),
    kind: z.enum(['number', 'category']),
  }),
  z.strictObject({
    from: z.literal('level'),
    feature: z.string(),
    level: z.string(),
    fill: z.string().nullable(),
  }),
  z.strictObject({
    from: z.literal('ordinal'),
    feature: z.string(),
    levels: z.array(z.string()),
    fill: z.string().nullable(),
    scaling,
  }),
  z.strictObject({
    from: z.literal('frequency'),
    feature: z.string(),
    levels: z.array(z.string()),
    frequencies: z.array(z.number()),
    fill: z.string().nullable(),
    scaling,
  }),
])
export type ColumnStep = z.infer<typeof columnStep>

const fill = z.strictObject({
  feature: z.string(),
  value: z.union([z.number(), z.string(), z.null()]),
})
/** What stands in for a feature that is missing: on the raw scale, after capping; null where it stays missing. */
export type Fill = z.infer<typeof fill>

const tabularPreprocessor = z
  .strictObject({
    kind: z.literal('tabular'),
    /** Names of the matrix columns: `lactate_max`, `lactate_max_missing`, `insurance=Medicare`, `x_frequency`. */
    names: z.array(z.string()),
    /** The catalogue feature that each column was made from. */
    sources: z.array(z.string()),
    /** One per feature that some training row had, columns of it kept or not. */
    fills: z.array(fill),
    columns: z.array(columnStep),
  })
  .refine(
    ({ names, sources, columns }) =>
      names.length === columns.length && sources.length === columns.length,
    'names, sources and columns must be as many',
  )
export type TabularPreprocessor = z.infer<typeof tabularPreprocessor>

const oasisPreprocessor = z.strictObject({
  kind: z.literal('oasis'),
  names: z.array(z.string()),
  /** One catalogue feature per component: of two that decide together (lowest and highest), the first of its inputs. */
  sources: z.array(z.string()),
  fills: z.array(fill),
})
export type OasisPreprocessor = z.infer<typeof oasisPreprocessor>

/**
 * What turns a frame into a design matrix, as plain JSON: part of `model.json`, and the one code path of training and
 * serving.
 *
 * - `tabular`: the fitted steps of `PreprocessingOptions`
 * - `oasis`: the points of the ten components of OASIS; nothing is fitted
 */
export const preprocessor = z.discriminatedUnion('kind', [tabularPreprocessor, oasisPreprocessor])
export type Preprocessor = z.infer<typeof preprocessor>

/** Parses what `model.json` held. Throws, with every reason and its place, where it is no preprocessor. */
export function parsePreprocessor(json: unknown): Preprocessor {
  const parsed = preprocessor.safeParse(json)
  if (parsed.success) return parsed.data
  throw new Error(`not a preprocessor:\n${z.prettifyError(parsed.error)}`, { cause: parsed.error })
}

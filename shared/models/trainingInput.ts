import { z } from 'zod'
import type { Matrix } from './matrix.ts'
import type { FamilyName, Parameters } from './model.ts'

/** Throws where labels do not belong to the matrix, are not 0 and 1, or are of one class only. */
export function checkLabels(
  family: FamilyName,
  matrix: Pick<Matrix, 'rows'>,
  labels: Uint8Array,
): void {
  if (labels.length !== matrix.rows) {
    throw new RangeError(
      `${family}: expected one label per row, got ${labels.length} labels for ${matrix.rows} rows`,
    )
  }
  let positives = 0
  for (const label of labels) {
    if (label > 1) throw new RangeError(`${family}: labels must be 0 or 1, got ${label}`)
    positives += label
  }
  if (positives === 0 || positives === labels.length) {
    throw new RangeError(
      `${family}: training needs both classes, but all ${labels.length} rows have label ${labels[0] ?? 'none'}`,
    )
  }
}

/** The family's own parameters, defaults filled in; throws naming each that is out of bounds. Unknown ones are ignored. */
export function parseParameters<Schema extends z.ZodType>(
  family: FamilyName,
  schema: Schema,
  parameters: Parameters,
): z.output<Schema> {
  const parsed = schema.safeParse(parameters)
  if (parsed.success) return parsed.data
  throw new RangeError(`${family}: parameters refused:\n${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
  })
}

/** A model of this family out of JSON; throws with every reason and its place. */
export function parseModel<Schema extends z.ZodType>(
  family: FamilyName,
  schema: Schema,
  json: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  throw new Error(`not a model of the family ${family}:\n${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
  })
}

/** Throws where the matrix does not have the columns, in the order, that the model was trained on. */
export function checkColumns(family: FamilyName, names: readonly string[], matrix: Matrix): void {
  if (names.length !== matrix.columns) {
    throw new RangeError(
      `${family}: the model was trained on ${names.length} columns, the matrix has ${matrix.columns}`,
    )
  }
  const wrong = names.findIndex((name, column) => name !== matrix.names[column])
  if (wrong !== -1) {
    throw new RangeError(
      `${family}: column ${wrong} must be \`${names[wrong]}\`, but the matrix has \`${matrix.names[wrong]}\` there`,
    )
  }
}

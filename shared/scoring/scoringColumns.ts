import { AppError } from '../http/problem.ts'
import { featureTable, type Vocabulary } from '../serving/featureTable.ts'
import type { ServedModel } from '../serving/servedModel.ts'

/** Passed through to the predictions as they are, never an input. */
export const ID_COLUMNS = ['id', 'subject_id', 'hadm_id', 'icustay_id'] as const

/** Known outcomes, where the file has them: 0, 1 or nothing. */
export const LABEL_COLUMN = 'hospital_expire_flag'

/** Whether a column goes to the model: no outcome, and no id. */
export function isInput(column: string): boolean {
  return column !== LABEL_COLUMN && !ID_COLUMNS.some(id => id === column)
}

/** What is wrong with a file's columns, in words for whoever dropped it; else undefined. */
export function problemOfColumns(
  columns: readonly string[],
  model: ServedModel,
  vocabulary: Vocabulary,
): string | undefined {
  const twice = columns.find((column, index) => columns.indexOf(column) < index)
  if (twice !== undefined) return `column "${shown(twice)}" stands twice in it`
  const inputs = columns.filter(isInput)
  if (!inputs.some(column => model.features.some(({ name }) => name === column))) {
    return `none of its columns is an input of the model: ${columns.slice(0, 20).map(shown).join(', ')}. Name the columns as GET /api/features does`
  }
  const instance = Object.fromEntries(inputs.map(column => [column, null]))
  try {
    featureTable({ instances: [instance], pointerTo }, model.features, vocabulary)
    return undefined
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.errors
      .map(({ pointer, message }) => `column "${shown(pointer.slice(1))}" ${message}`)
      .join('; ')
  }
}

function pointerTo(): string {
  return ''
}

/** A column's name as it may stand in a message. */
export function shown(column: string): string {
  return column.slice(0, 60).replaceAll(/[^\x20-\x7e]/g, '?')
}

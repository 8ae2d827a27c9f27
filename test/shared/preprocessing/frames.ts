import type { Feature } from '../../../shared/features/feature.ts'
import { fitPreprocessor } from '../../../shared/preprocessing/fitPreprocessor.ts'
import type { PreprocessingOptions } from '../../../shared/preprocessing/preprocessing.ts'
import type { Column, Frame } from '../../../shared/tables/frame.ts'
import { LEAVE_AS_IS } from './features.ts'

export const numbers = (...values: number[]): Column => ({
  kind: 'number',
  values: Float64Array.from(values),
})
export const texts = (...values: (string | null)[]): Column => ({ kind: 'text', values })

export function frameOf(columns: Record<string, Column>): Frame {
  return { rows: Object.values(columns)[0]?.values.length ?? 0, columns }
}

export const everyRow = (frame: Frame) => Int32Array.from({ length: frame.rows }, (_, row) => row)

/** Labels 0 and 1 in turn. */
export const alternating = (rows: number) => Uint8Array.from({ length: rows }, (_, row) => row % 2)

/** Fits on all rows of one column, labels 0 and 1 in turn. */
export function fitOne(
  feature: Feature,
  column: Column,
  options: Partial<PreprocessingOptions> = {},
) {
  const frame = frameOf({ [feature.name]: column })
  return fitPreprocessor(frame, everyRow(frame), alternating(frame.rows), [feature], {
    ...LEAVE_AS_IS,
    ...options,
  })
}

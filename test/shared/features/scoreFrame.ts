import { type ScoreComponent, scorePoints } from '../../../shared/features/severityScore.ts'
import type { Frame } from '../../../shared/tables/frame.ts'

/** Columns by name, `{ name: [value of row 0, …] }`; NaN is missing. */
export type Columns = Readonly<Record<string, readonly number[]>>

/** A frame of number columns, all of the same length. */
export function frameOf(columns: Columns): Frame {
  const rows = Object.values(columns)[0]?.length ?? 0
  return {
    rows,
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [
        name,
        { kind: 'number' as const, values: Float64Array.from(values) },
      ]),
    ),
  }
}

/** Points that one component of a score gives each row. */
export function pointsOf(
  components: readonly ScoreComponent[],
  component: string,
  columns: Columns,
): readonly number[] {
  const points = scorePoints(components, frameOf(columns))
  const column = points.names.indexOf(component)
  return Array.from(
    { length: points.rows },
    (_, row) => points.values[row * points.columns + column] ?? Number.NaN,
  )
}

import type { GoldTable } from './rebuildGold.ts'

/**
 * - `event`: something measured or given after the moment of prediction
 * - `discharge`: what only the end of the stay, of the admission or of the life tells, and what comes after it
 * - `code`: a diagnosis coded at the end of this admission or in a later one
 * - `window`: something that counts, within its window: the counter-check
 */
export type Subject = 'event' | 'discharge' | 'code' | 'window'

/** What is done to the row that was drawn. */
export type Deed = 'changed' | 'moved' | 'deleted' | 'inserted'

/**
 * A kind of mutation: one row of silver, drawn at random, is changed, moved in time, deleted or copied. Expressions are
 * SQL over `r`, the row, `s`, the stay (`subject_id, hadm_id, icustay_id, intime, window_end, stay_end, later_admissions`;
 * up to `stay_end` the cohort asks for life and presence), and `d`, what was drawn (`seconds`, a whole number ≥ 1,
 * `fraction` in [0, 1), `itemid`, `value`, `words`).
 */
export interface Change {
  readonly subject: Subject
  readonly table: GoldTable
  readonly deed: Deed
  /** What is changed, where the deed does not say it: `dischtime`. */
  readonly what?: string
  /** Which rows may be drawn for a stay. */
  readonly rows: string
  /** Column → its new value; columns that are not named keep theirs. Not for `deleted`. */
  readonly set?: Readonly<Record<string, string>>
  /** What `words` are drawn from; for events they are those of the item. */
  readonly words?: readonly string[]
}

/** How a kind is called where it is counted: `CHARTEVENTS moved`, `ADMISSIONS dischtime changed`. */
export function kindOf(change: Change): string {
  return [change.table, change.what, change.deed].filter(part => part !== undefined).join(' ')
}

/** Inner loops of reading a CSV: `shared/tables/plainRows.ts` calls them, and says what lies where. */

export { passRows } from './plainRows/rows'
export { keepRows } from './plainRows/values'

import type { Feature } from '../features/feature.ts'
import type { Frame } from '../tables/frame.ts'

/** Row of each stay of gold. */
export function rowsByStay(gold: Frame): ReadonlyMap<number, number> {
  const ids = gold.columns['icustay_id']
  if (ids?.kind !== 'number') throw new Error('gold: the column icustay_id is missing')
  return new Map(Array.from(ids.values, (id, row) => [id, row]))
}

/**
 * The features whose value is another in a row of `after` than in one of `before`, to the last bit; a missing value is
 * a value.
 */
export function movedFeatures(
  features: readonly Feature[],
  before: { readonly gold: Frame; readonly row: number },
  after: { readonly gold: Frame; readonly row: number },
): readonly Feature[] {
  return features.filter(({ name }) => {
    const was = before.gold.columns[name]?.values[before.row]
    const is = after.gold.columns[name]?.values[after.row]
    return !Object.is(was, is)
  })
}

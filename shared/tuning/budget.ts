import type { FamilyName } from '../models/model.ts'

/**
 * Rows above which a family leaves a study, because 30 of its trials on 10 folds would take too long. Both are npm
 * packages whose cost grows faster than their worth (20 trees of `ml-random-forest` on 5,000 × 120: 146 s).
 */
export const MOST_ROWS: Readonly<Partial<Record<FamilyName, number>>> = {
  'ml-logistic-regression': 2000,
  'ml-random-forest': 1000,
}

/** The families that a study can afford, in the order asked for, and those it leaves out. */
export interface AffordableFamilies {
  readonly families: readonly FamilyName[]
  readonly leftOut: readonly { readonly family: FamilyName; readonly reason: string }[]
}

/** @param data - `stays`: rows of gold */
export function fitFamilies(
  families: readonly FamilyName[],
  data: { readonly stays: number },
): AffordableFamilies {
  const isAffordable = (family: FamilyName) =>
    data.stays <= (MOST_ROWS[family] ?? Number.POSITIVE_INFINITY)
  return {
    families: families.filter(family => isAffordable(family)),
    leftOut: families
      .filter(family => !isAffordable(family))
      .map(family => ({
        family,
        reason: `${data.stays} stays are more than the ${MOST_ROWS[family]} that ${family} can be trained on in reasonable time`,
      })),
  }
}

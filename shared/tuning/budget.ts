import type { FamilyName } from '../models/model.ts'

/**
 * Rows above which a family leaves a study: its 30 trials of 10 fits would take more than some five minutes of one core.
 * Measured in CPU time over the space of `space.ts`: a fit of `ml-random-forest` takes 0.06 s on 84 rows and 0.46 s on
 * 320, as it looks for thresholds in time quadratic in the rows; one of `ml-logistic-regression` 0.03 and 0.08 s.
 */
export const MOST_ROWS: Readonly<Partial<Record<FamilyName, number>>> = {
  'ml-logistic-regression': 2000,
  'ml-random-forest': 500,
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

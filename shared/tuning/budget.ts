import type { FamilyName } from '../models/model.ts'
import { PREPROCESSING, searchSpace } from './space.ts'

/** CPU seconds that the costliest trial of a family may take, or the family leaves the study. */
export const MOST_SECONDS = 20

/** Fits of a trial: 5 folds, twice. */
const FITS = 10
/** Of the stays: what a fold trains on. */
const TRAINING_SHARE = 0.8

/**
 * Measured on Node 20, on one busy core of a virtual machine, with columns as the space of `space.ts` asks for:
 *
 * - `ml-logistic-regression`: 16 to 20 ns for each row × column × step, from 349 × 50 to 5,000 × 50 and with 100 and 400
 *   steps (5,000 × 50 × 400 took 1.6 s)
 * - `ml-random-forest`: 25 ns for each tree × column it is given × row², from 349 × 18 to 1,400 × 18 (30 trees on 700 rows
 *   took 6.6 s): it looks for thresholds in time quadratic in the rows
 *
 * On fewer rows both take some 0.1 s a fit more than that.
 */
const LOGISTIC_NANOSECONDS = 17
const FOREST_NANOSECONDS = 25

/** The families that a study can afford, in the order asked for, and those it leaves out. */
export interface AffordableFamilies {
  readonly families: readonly FamilyName[]
  readonly leftOut: readonly { readonly family: FamilyName; readonly reason: string }[]
}

/**
 * Leaves out the families whose costliest trial would take more than 20 s of CPU: `ml-random-forest` above 481 stays,
 * `ml-logistic-regression` above 7,352. The others are fitted in seconds on whatever a thread can hold.
 *
 * @param data - `stays`: rows of gold
 */
export function fitFamilies(
  families: readonly FamilyName[],
  data: { readonly stays: number },
): AffordableFamilies {
  const isAffordable = (family: FamilyName) => trialSeconds(family, data.stays) <= MOST_SECONDS
  return {
    families: families.filter(family => isAffordable(family)),
    leftOut: families
      .filter(family => !isAffordable(family))
      .map(family => ({ family, reason: tooSlow(family, data.stays) })),
  }
}

function tooSlow(family: FamilyName, stays: number): string {
  const seconds = Math.round(trialSeconds(family, stays))
  return `on ${stays} stays a trial of ${family} can take some ${seconds} s, more than the ${MOST_SECONDS} s that one may take`
}

/** CPU seconds of a family's costliest trial; 0 for a family that is never too slow. */
export function trialSeconds(family: FamilyName, stays: number): number {
  const rows = TRAINING_SHARE * stays
  if (family === 'ml-logistic-regression') {
    const products = rows * columnsOf(family) * largest(family, 'numSteps')
    return FITS * products * LOGISTIC_NANOSECONDS * 1e-9
  }
  if (family === 'ml-random-forest') {
    const columns = columnsOf(family) * largest(family, 'maxFeatures')
    const comparisons = largest(family, 'nEstimators') * columns * rows * rows
    return FITS * comparisons * FOREST_NANOSECONDS * 1e-9
  }
  return 0
}

function columnsOf(family: FamilyName): number {
  return largest(family, `${PREPROCESSING}selectK`)
}

/** The largest value that the space of a family lets a number take. */
function largest(family: FamilyName, name: string): number {
  const dimension = searchSpace(family).find(one => one.name === name)
  if (dimension === undefined || dimension.kind === 'choice') {
    throw new Error(`budget: the space of ${family} has no range of ${name}`)
  }
  return dimension.high
}

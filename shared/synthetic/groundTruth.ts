import { staysOf, type World } from './world.ts'

/** Nothing that a pipeline reads: beside the tables, never in bronze. */
export const GROUND_TRUTH_FILE = 'ground-truth.csv'

/**
 * The side file's lines: of each adult's stay that is the first of its admission and goes on, alive, 24 h after
 * `intime`, the true probability of dying in hospital. The label of the stay was drawn from it, so its AUROC is the
 * best that any model can have.
 */
export function* groundTruthLines(world: World): Generator<string> {
  yield 'icustay_id,risk\n'
  for (const { icustayId, risk } of staysOf(world)) {
    if (risk !== undefined) yield `${icustayId},${risk}\n`
  }
}

import { type Estimate, forEachResample, percentileInterval } from './bootstrap.ts'
import { confusionAt, countPositives } from './metrics.ts'
import { proportion } from './proportion.ts'
import { rank, rankedAuroc } from './ranking.ts'

/** Of groups of fewer patients nothing is told: their figures say nothing, and few patients can be recognised. */
export const FEWEST_PATIENTS = 10

/** Nor of groups with fewer deaths, or fewer survivors: with their counts those of a smaller group could be told. */
export const FEWEST_OUTCOMES = 5

/** What a model is worth on some of the stays. */
export interface GroupFigures {
  readonly auroc: Estimate
  /** Deaths over the sum of the predicted risks: 1 is right, above 1 too few deaths were predicted. */
  readonly observedToExpected: Estimate
  /** At the threshold. */
  readonly sensitivity: Estimate
  readonly specificity: Estimate
  /** Resamples of the group that held one outcome only, thrown away and drawn again. */
  readonly redrawn: number
}

/** One group of stays; its counts and figures are null where it is suppressed. */
export interface Subgroup {
  readonly group: string
  readonly stays: number | null
  readonly patients: number | null
  readonly deaths: number | null
  readonly figures: GroupFigures | null
  /** Why nothing is told; null where it is. */
  readonly suppressed: string | null
}

export interface GroupedScores {
  /** 0 or 1, one per stay; so are the others. */
  readonly labels: ArrayLike<number>
  readonly patients: ArrayLike<number>
  readonly probabilities: ArrayLike<number>
  readonly threshold: number
}

/**
 * The figures of each group of stays, with 95 % intervals: AUROC and observed/expected by resampling the group's
 * patients, sensitivity and specificity by Wilson's.
 *
 * @param groupOf - the group of a stay, by its position
 * @param groups - in the order in which they are shown; one that no stay is in is left out
 */
export function subgroupFigures(
  scored: GroupedScores,
  groupOf: (row: number) => string,
  groups: readonly string[],
  resampling: { readonly resamples: number; readonly seed: number },
): Subgroup[] {
  const rowsOf = new Map<string, number[]>(groups.map(group => [group, []]))
  for (let row = 0; row < scored.labels.length; row++) rowsOf.get(groupOf(row))?.push(row)
  return groups.flatMap(group => {
    const rows = rowsOf.get(group) ?? []
    return rows.length === 0 ? [] : [{ group, ...groupFigures(takeRows(scored, rows), resampling) }]
  })
}

/** The counts and figures of some stays, or why they are suppressed. */
export function groupFigures(
  scored: GroupedScores,
  resampling: { readonly resamples: number; readonly seed: number },
): Omit<Subgroup, 'group'> {
  const stays = scored.labels.length
  const patients = new Set(Array.from(scored.patients)).size
  const deaths = countPositives(scored.labels)
  const few = tooFew(patients, deaths, stays - deaths)
  return few === undefined
    ? { stays, patients, deaths, figures: figuresOf(scored, resampling), suppressed: null }
    : suppressedGroup(few)
}

/** Of such a group nothing is told but why. */
export function suppressedGroup(suppressed: string) {
  return { stays: null, patients: null, deaths: null, figures: null, suppressed }
}

function tooFew(patients: number, deaths: number, survivors: number): string | undefined {
  if (patients < FEWEST_PATIENTS) return `fewer than ${FEWEST_PATIENTS} patients`
  if (deaths < FEWEST_OUTCOMES) return `fewer than ${FEWEST_OUTCOMES} deaths`
  if (survivors < FEWEST_OUTCOMES) return `fewer than ${FEWEST_OUTCOMES} survivors`
  return undefined
}

function figuresOf(
  { labels, patients, probabilities, threshold }: GroupedScores,
  resampling: { readonly resamples: number; readonly seed: number },
): GroupFigures {
  const ranking = rank(labels, probabilities)
  const draws = {
    auroc: new Float64Array(resampling.resamples),
    observedToExpected: new Float64Array(resampling.resamples),
  }
  const redrawn = forEachResample(
    { labels, patients, ...resampling, bothOutcomes: 'drawn' },
    (counts, resample) => {
      draws.auroc[resample] = rankedAuroc(ranking, counts)
      draws.observedToExpected[resample] = observedToExpected(labels, probabilities, counts)
    },
  )
  const { truePositives, falseNegatives, trueNegatives, falsePositives } = confusionAt(
    labels,
    probabilities,
    threshold,
  )
  return {
    auroc: { value: rankedAuroc(ranking), ...percentileInterval(draws.auroc) },
    observedToExpected: {
      value: observedToExpected(labels, probabilities),
      ...percentileInterval(draws.observedToExpected),
    },
    sensitivity: proportion(truePositives, truePositives + falseNegatives),
    specificity: proportion(trueNegatives, trueNegatives + falsePositives),
    redrawn,
  }
}

/** @param counts - how often each row counts; once each when absent */
function observedToExpected(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  counts?: Uint16Array,
): number {
  let observed = 0
  let expected = 0
  for (let row = 0; row < labels.length; row++) {
    const count = counts === undefined ? 1 : (counts[row] ?? 0)
    observed += count * (labels[row] ?? 0)
    expected += count * (probabilities[row] ?? 0)
  }
  return observed / expected
}

function takeRows(scored: GroupedScores, rows: readonly number[]): GroupedScores {
  const taken = (values: ArrayLike<number>) => Float64Array.from(rows, row => values[row] ?? 0)
  return {
    labels: taken(scored.labels),
    patients: taken(scored.patients),
    probabilities: taken(scored.probabilities),
    threshold: scored.threshold,
  }
}

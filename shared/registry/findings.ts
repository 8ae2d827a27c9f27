import { leaks } from '../leakage/leakageProof.ts'
import type { CardMetrics, Estimate, ModelCard } from './card.ts'
import { interval, percent, signedInterval } from './markdownFigures.ts'
import { SUBGROUP_TITLES } from './subgroupTitles.ts'

/** Fewer deaths than this among the evaluated stays, and no interval is narrow enough to decide by. */
const ENOUGH_DEATHS = 100

/** A sentence about the figures; a `warning` is one that nobody may overlook. */
export interface Finding {
  readonly text: string
  readonly warning: boolean
}

/** What the figures say, in sentences; the page shows the same. */
export function findings(card: ModelCard): readonly Finding[] {
  return [
    roleFinding(card),
    againstBaseline(card),
    againstChance(card),
    evidence(card.metrics),
    calibrationFinding(card),
    subgroupFinding(card),
    leakageFinding(card),
    availabilityFinding(card),
  ].filter(finding => finding !== undefined)
}

function roleFinding({ role }: ModelCard): Finding | undefined {
  if (role === 'winner') return undefined
  return {
    text: 'Its study did not choose this model but another one: this is the best of its boosted trees and forests, kept to be compared.',
    warning: true,
  }
}

/** From the paired interval: both were scored on the same patients of each resample. */
function againstBaseline(card: ModelCard): Finding {
  const difference = card.evidence.againstBaseline
  if (card.family === 'severity') return { text: oasisItself(card), warning: false }
  const figures = `AUROC ${interval(card.metrics.auroc)} against ${interval(card.baseline.metrics.auroc)}, on the same patients a difference of ${signedInterval(difference)}`
  if (difference.value <= 0) {
    const worse = difference.high !== null && difference.high < 0
    return {
      text: `OASIS, a published score, ${worse ? 'does better' : 'does at least as well'}: ${figures}. Nothing is gained by this model.`,
      warning: true,
    }
  }
  if (difference.low !== null && difference.low > 0) {
    return { text: `It does better than OASIS: ${figures}.`, warning: false }
  }
  return {
    text: `It is not shown to be better than OASIS, a published score: ${figures}, whose interval includes 0. Its lead may be chance.`,
    warning: true,
  }
}

/** It ranks as OASIS does; the figures of BBC-CV are of the search, which might have chosen another model. */
function oasisItself({ metrics, baseline, evidence: { winnerSelected } }: ModelCard): string {
  const is =
    'This is OASIS itself, its risks recalibrated on these data: it ranks patients as OASIS does, and no learned model was shown to be better.'
  const asPublished = `AUROC of OASIS as published ${interval(baseline.metrics.auroc)}`
  if (metrics.basis === 'held-out') return `${is} ${asPublished}.`
  return `${is} ${asPublished}; the ${interval(metrics.auroc)} of this card is what the search as a whole, which chose OASIS in ${percent(winnerSelected)} of the resamples, is estimated to reach on new patients.`
}

function againstChance({ family, metrics: { auroc, basis } }: ModelCard): Finding | undefined {
  if (auroc.low === null || auroc.low > 0.5) return undefined
  const isOfSearch = family === 'severity' && basis === 'bbc-cv'
  return {
    text: isOfSearch
      ? 'The interval of the search as a whole includes 0.5: what it chooses is not shown to be better than a coin.'
      : 'Its interval includes 0.5: it is not shown to be better than a coin.',
    warning: true,
  }
}

function evidence({ positives, rows }: CardMetrics): Finding | undefined {
  if (positives >= ENOUGH_DEATHS) return undefined
  return {
    text: `The evidence is thin: ${positives} deaths among ${rows} stays. With fewer than ${ENOUGH_DEATHS} deaths the figures can change much with a few patients more.`,
    warning: true,
  }
}

function calibrationFinding({ operation: { calibration } }: ModelCard): Finding | undefined {
  if (calibration === null) {
    return {
      text: 'Whether its risks are right cannot be told: with fewer than 20 deaths or survivors a calibration slope is not estimable.',
      warning: true,
    }
  }
  const { slope, intercept } = calibration
  const wrong = [
    ...(isBelow(intercept, 0) ? ['it predicts too many deaths'] : []),
    ...(isAbove(intercept, 0) ? ['it predicts too few deaths'] : []),
    ...(isBelow(slope, 1) ? ['its high risks are too high and its low ones too low'] : []),
    ...(isAbove(slope, 1) ? ['its high risks are too low and its low ones too high'] : []),
  ]
  if (wrong.length === 0) return undefined
  return {
    text: `Its risks are off: ${wrong.join(', and ')} (calibration slope ${interval(slope)}, intercept ${signedInterval(intercept)}).`,
    warning: true,
  }
}

/** Groups whose deaths differ from what was predicted by more than chance would have it, group by group. */
function subgroupFinding({ subgroups }: ModelCard): Finding | undefined {
  const judged = subgroups.flatMap(({ by, groups }) =>
    groups.flatMap(({ group, figures }) => (figures === null ? [] : [{ by, group, figures }])),
  )
  const off = judged.filter(
    ({ figures: { observedToExpected } }) =>
      isBelow(observedToExpected, 1) || isAbove(observedToExpected, 1),
  )
  if (off.length === 0) return undefined
  const named = off.map(
    ({ by, group, figures }) =>
      `${SUBGROUP_TITLES[by].toLowerCase()} ${group} (${interval(figures.observedToExpected)})`,
  )
  return {
    text: `Observed over expected deaths differ from 1 in ${off.length} of ${judged.length} subgroups, where chance alone would make it one in 20: ${named.join('; ')}.`,
    warning: true,
  }
}

function isBelow({ high }: Estimate, value: number): boolean {
  return high !== null && high < value
}

function isAbove({ low }: Estimate, value: number): boolean {
  return low !== null && low > value
}

function leakageFinding({ leakage, predictionHours }: ModelCard): Finding {
  const { future, window } = leakage
  const leaking = leaks(leakage)
  if (leaking.length > 0) {
    return {
      text: `It knows the future: ${leaking.join(', ')} moved when only what comes after the moment of prediction, or other patients, were changed.`,
      warning: true,
    }
  }
  return {
    text: `Leakage proof: ${future.mutations} random changes of what came after ${predictionHours} h, of discharge facts and of codes of the admission moved no feature that is known by then; of ${window.mutations} changes of what counts within the window ${window.exact} moved features that are computed from it, and no other.`,
    warning: window.exact < window.mutations || future.leftCohort > 0,
  }
}

function availabilityFinding({ availability }: ModelCard): Finding | undefined {
  const { used, difference } = availability
  if (difference === null) return undefined
  const counted = used === 'storetime' ? 'stored' : 'measured'
  return {
    text: `Events count by the time they were ${counted}. By the time they were stored rather than measured, the cross-validated AUROC differs by ${signedInterval(difference)}; laboratory values have no such time and always count by their specimen's.`,
    warning: false,
  }
}

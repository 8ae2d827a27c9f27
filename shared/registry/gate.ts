import { z } from 'zod'
import { normalQuantile } from '../evaluation/normalQuantile.ts'
import { FEWEST_DEATHS_TO_COMPARE, type GateComparison, type GateQuestion } from './gateQuestion.ts'
import { firstVersion, interval, leaking, obstacleBetween, points, signed } from './gateReasons.ts'

/**
 * The chance that any model that ranks no better takes over, however many are compared with the champion on one test
 * set. The k-th comparison spends LEVEL / (k (k + 1)) of it, which adds up to LEVEL: 0.02, 0.0067, 0.0033, … Not
 * the customary 0.05: of 100 challengers that are no better at most 5 may pass, which at 0.025 each happens to be missed
 * once in 25 times, at 0.02 once in 60; one better by 0.03 AUROC still passes nearly always.
 */
export const LEVEL = 0.04

/** How much further predicted and observed risk may lie apart on average than with the champion (calibration error). */
export const CALIBRATION_MARGIN = 0.01

/** How much lower the AUROC within a group of patients may be, at worst, if it is shown to be lower at all. */
export const SUBGROUP_MARGIN = 0.05

/**
 * - `promote`: the challenger becomes the champion
 * - `keep`: the champion stays, because the challenger may not serve or was not shown to be better
 * - `insufficient-evidence`: the champion stays, because the data cannot tell; a person may promote the challenger
 * - `manual`: the two cannot be compared fairly, so a person decides
 */
export const gateDecision = z.enum(['promote', 'keep', 'insufficient-evidence', 'manual'])
export type GateDecision = z.infer<typeof gateDecision>

export interface GateVerdict {
  readonly decision: GateDecision
  /** In a clinician's words. */
  readonly reason: string
}

/**
 * What leaves nothing to decide, not even to a person:
 *
 * - it uses what is known only at discharge, or its leakage proof found features that know the future: kept out, even
 *   where none serves yet
 * - it is the champion, byte for byte: kept
 */
export function barred(question: GateQuestion): GateVerdict | undefined {
  const { challenger, champion, leaks } = question
  if (challenger.featureSet === 'retrospective') {
    return {
      decision: 'keep',
      reason: 'It uses what is known only at discharge: it is for comparison and never serves.',
    }
  }
  if (leaks.length > 0) return { decision: 'keep', reason: leaking(leaks) }
  if (champion?.version !== challenger.version) return undefined
  return {
    decision: 'keep',
    reason: 'The new model is the one that serves already, byte for byte: nothing changes.',
  }
}

/**
 * What the gate says of a version that is not barred without looking at the held-out patients; undefined: the two have
 * to be compared.
 *
 * - none serves yet: promoted, and the reason says what is known of it and what is not
 * - the champion cannot be compared with it on these held-out patients: manual
 * - fewer than 100 deaths among the held-out patients: insufficient evidence
 */
export function decideUnseen(question: GateQuestion): GateVerdict | undefined {
  const { challenger, champion, heldOutDeaths } = question
  if (champion === null) return { decision: 'promote', reason: firstVersion(question) }
  const obstacle =
    'unreadable' in champion ? champion.unreadable : obstacleBetween(challenger, champion)
  if (obstacle !== undefined) return incomparable(obstacle)
  if (heldOutDeaths < FEWEST_DEATHS_TO_COMPARE) {
    return {
      decision: 'insufficient-evidence',
      reason:
        `Only ${heldOutDeaths} of the patients kept aside for testing died; with fewer than ` +
        `${FEWEST_DEATHS_TO_COMPARE} a better model cannot be told from a lucky one. The current model stays. ` +
        'A person may promote the new one.',
    }
  }
  return undefined
}

/** The two cannot be compared fairly, for a reason that only scoring the patients has shown. */
export function incomparable(obstacle: string): GateVerdict {
  return {
    decision: 'manual',
    reason: `The new model cannot be compared fairly with the current one: ${obstacle}. A person has to decide.`,
  }
}

/**
 * The rule, on the same held-out patients. The challenger takes over where all three hold:
 *
 * 1. It ranks better: the difference in AUROC less z standard errors (paired bootstrap by patient, 2,000 resamples) is
 *    above 0; z is the normal quantile of 1 − `levelOf(number)`, 2.05 for the first comparison on a test set.
 * 2. Its calibration is no worse: its calibration error is higher by at most 0.01.
 * 3. It fails no group of patients: within none that has 20 deaths and 20 survivors is its AUROC lower by more than
 *    0.05 and shown to be lower (95 % interval below 0).
 *
 * Why superiority and not equivalence: a challenger that is as good gains nothing, and to let it pass makes the
 * champion a random walk. `npm run bench -- gate` measures how often which challenger passes.
 */
export function decideSeen(comparison: GateComparison): GateVerdict {
  const { auroc, calibrationError, groups, deaths, number } = comparison
  const { value, low, high } = auroc.difference
  const bound = lowerBound(comparison)
  const found =
    `On the same ${comparison.patients} patients kept aside for testing (${deaths} deaths) the new model's AUROC ` +
    `differs from the current one's by ${signed(value)} (${interval({ value, low, high }, signed)}).`
  const counted = `Counting that this is comparison ${number} on these patients, it is at least ${signed(bound)}.`

  if (!(bound > 0)) {
    const why =
      high !== null && high < 0
        ? 'It ranks patients worse'
        : 'It is not shown to rank patients better'
    return { decision: 'keep', reason: `${found} ${counted} ${why}, so the current model stays.` }
  }
  const { difference } = calibrationError
  if (difference.value > CALIBRATION_MARGIN) {
    return {
      decision: 'keep',
      reason:
        `${found} But its risks are less true: predicted and observed risk lie ` +
        `${points(calibrationError.challenger)} apart on average, those of the current model ` +
        `${points(calibrationError.champion)}. The current model stays.`,
    }
  }
  const failed = groups.filter(
    group =>
      group.difference.value < -SUBGROUP_MARGIN &&
      group.difference.high !== null &&
      group.difference.high < 0,
  )
  const [first] = failed
  if (first !== undefined) {
    const others = failed.length === 1 ? '' : ` and ${failed.length - 1} more groups`
    return {
      decision: 'keep',
      reason:
        `${found} But it fails some: within "${first.name}" (${first.deaths} deaths)${others} its AUROC differs ` +
        `by ${signed(first.difference.value)} (${interval(first.difference, signed)}). The current model stays.`,
    }
  }
  return {
    decision: 'promote',
    reason: `${found} ${counted} Its calibration is no worse and no group of patients is failed, so it takes over.`,
  }
}

/** What of `LEVEL` the k-th comparison on a test set may spend. */
export function levelOf(number: number): number {
  return LEVEL / (number * (number + 1))
}

/** The one-sided lower confidence bound of the difference in AUROC, at the level of this comparison. */
export function lowerBound({ auroc, number }: Pick<GateComparison, 'auroc' | 'number'>): number {
  return auroc.difference.value - normalQuantile(1 - levelOf(number)) * auroc.standardError
}

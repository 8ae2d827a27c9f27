import { z } from 'zod'
import { type Estimate, estimate } from './card.ts'

/** With fewer deaths among the held-out patients no comparison of two models can be trusted. */
export const FEWEST_DEATHS_TO_COMPARE = 100

/** How much lower the AUROC may be, at worst, for a challenger to count as not worse. */
export const MARGIN = 0.02

/** A model version that stands for promotion or serves already. */
export const contender = z.object({ version: z.string(), auroc: estimate })
export type Contender = z.infer<typeof contender>

export const gateEvidence = z.object({
  /** Deaths among the patients that neither model was trained on. */
  heldOutDeaths: z.int().nonnegative(),
  /**
   * AUROC of the challenger less that of the champion on the same held-out patients, with its 95 % interval; null where
   * the two were not compared.
   */
  difference: estimate.nullable(),
  /** AUROC of the challenger less that of OASIS as published, on the same patients; null where not compared. */
  againstOasis: estimate.nullable(),
  /** Features of the challenger's data that moved when the future was changed. */
  leaks: z.array(z.string()),
})
export type GateEvidence = z.infer<typeof gateEvidence>

/**
 * - `promote`: the challenger becomes the champion
 * - `keep`: the champion stays, because the challenger is worse or was not shown to be as good
 * - `insufficient-evidence`: the champion stays, because the data cannot tell; a person may promote the challenger
 */
export const gateDecision = z.object({
  decision: z.enum(['promote', 'keep', 'insufficient-evidence']),
  /** In a clinician's words. */
  reason: z.string(),
})
export type GateDecision = z.infer<typeof gateDecision>

/**
 * Whether a new model version takes over.
 *
 * - its leakage proof found features that know the future: kept out, even where none serves yet
 * - none serves yet: promoted, and the reason says what is known of it and what is not
 * - it is the champion, byte for byte: kept
 * - fewer than 100 deaths among the held-out patients: insufficient evidence
 * - otherwise it must be shown to be not worse: promoted where the whole 95 % interval of the difference in AUROC lies
 *   above −0.02
 *
 * @param champion - the version that serves; null where there is none
 */
export function decide(question: {
  readonly challenger: Contender
  readonly champion: Contender | null
  readonly evidence: GateEvidence
}): GateDecision {
  const { challenger, champion, evidence } = question
  if (evidence.leaks.length > 0) return { decision: 'keep', reason: leaking(evidence.leaks) }
  if (champion === null) return { decision: 'promote', reason: firstVersion(challenger, evidence) }
  if (champion.version === challenger.version) {
    return {
      decision: 'keep',
      reason: 'The new model is the one that serves already, byte for byte: nothing changes.',
    }
  }
  if (evidence.heldOutDeaths < FEWEST_DEATHS_TO_COMPARE) {
    return {
      decision: 'insufficient-evidence',
      reason:
        `Only ${evidence.heldOutDeaths} of the patients kept aside for testing died; with fewer than ` +
        `${FEWEST_DEATHS_TO_COMPARE} a better model cannot be told from a lucky one. The current model stays. ` +
        'A person may promote the new one.',
    }
  }
  const { difference } = evidence
  if (difference === null) {
    return {
      decision: 'keep',
      reason:
        'The new model was not compared with the current one on the same patients, so the current one stays.',
    }
  }
  return compared(difference, evidence.heldOutDeaths)
}

function leaking(features: readonly string[]): string {
  const [first] = features
  const named = features.length === 1 ? first : `${first} and ${features.length - 1} more`
  return (
    `Its features know what they may not: ${named} moved when only what comes after the moment of prediction, or ` +
    'other patients, were changed. It must not serve.'
  )
}

function firstVersion(challenger: Contender, evidence: GateEvidence): string {
  const { auroc } = challenger
  const known =
    'No other model serves, so this first version does. It ranks a patient who died above one who survived ' +
    `in an estimated ${percent(auroc.value)} of pairs (${interval(auroc, percent)}; 50 % is chance).`
  return [known, besideOasis(evidence.againstOasis), limits(evidence.heldOutDeaths)].join(' ')
}

function besideOasis(difference: GateEvidence['againstOasis']): string {
  if (difference === null) return 'It was not compared with the OASIS score.'
  if ((difference.low ?? 0) > 0) return 'It ranks patients better than the OASIS score does.'
  if ((difference.high ?? 0) < 0) return 'It ranks patients worse than the OASIS score does.'
  return 'These data do not show it to be better than the OASIS score, nor worse.'
}

function limits(heldOutDeaths: number): string {
  return heldOutDeaths < FEWEST_DEATHS_TO_COMPARE
    ? `Only ${heldOutDeaths} of the patients kept aside for testing died: too few to confirm it on patients it has never seen. Do not rely on it for care.`
    : `It was tested on patients it had never seen, ${heldOutDeaths} of whom died; other hospitals were not tested.`
}

function compared(difference: Estimate, deaths: number): GateDecision {
  const found =
    `On the same patients kept aside for testing (${deaths} deaths) the new model's AUROC differs from the current one's ` +
    `by ${signed(difference.value)} (${interval(difference, signed)}).`
  if (difference.low !== null && difference.low > -MARGIN) {
    return {
      decision: 'promote',
      reason: `${found} It is not worse by more than the ${MARGIN} that is allowed, so it takes over.`,
    }
  }
  const why =
    difference.high !== null && difference.high < 0
      ? 'It is worse, so the current model stays.'
      : `It may be worse by more than the ${MARGIN} that is allowed, so the current model stays.`
  return { decision: 'keep', reason: `${found} ${why}` }
}

function interval({ low, high }: Estimate, inWords: (value: number) => string): string {
  return low === null || high === null
    ? 'interval unknown'
    : `95 % interval ${inWords(low)} to ${inWords(high)}`
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

function signed(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(3)}`
}

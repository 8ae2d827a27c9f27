import type { Estimate } from './card.ts'
import { type Contender, FEWEST_DEATHS_TO_COMPARE, type GateQuestion } from './gateQuestion.ts'

/** Why two versions cannot be compared on the challenger's held-out patients. */
export function obstacleBetween(challenger: Contender, champion: Contender): string | undefined {
  if (champion.dataset !== challenger.dataset) {
    return `the current one is of the dataset ${champion.dataset}, the new one of ${challenger.dataset}`
  }
  if (champion.predictionHours !== challenger.predictionHours) {
    return (
      `the current one predicts at ${champion.predictionHours} h after ICU admission, the new one at ` +
      `${challenger.predictionHours} h`
    )
  }
  if (champion.gapHours !== challenger.gapHours) {
    return (
      `the current one leaves out deaths of the next ${champion.gapHours} h, the new one of the next ` +
      `${challenger.gapHours} h`
    )
  }
  if (champion.availability !== challenger.availability) {
    return (
      `the current one counts events by their ${champion.availability}, the new one by their ` +
      challenger.availability
    )
  }
  if (champion.basis === 'bbc-cv' && challenger.basis === 'held-out') {
    return 'the current one was trained on all patients, those kept aside now among them, which favours it'
  }
  return undefined
}

/** Why a version whose features know the future must not serve. */
export function leaking(features: readonly string[]): string {
  const [first] = features
  const named = features.length === 1 ? first : `${first} and ${features.length - 1} more`
  return (
    `Its features know what they may not: ${named} moved when only what comes after the moment of prediction, or ` +
    'other patients, were changed. It must not serve.'
  )
}

/** Why the first version serves, and what is not known of it. */
export function firstVersion(question: GateQuestion): string {
  const { challenger, oasisAuroc, againstOasis, heldOutDeaths } = question
  const known =
    challenger.family === 'severity'
      ? oasisItself(challenger, oasisAuroc)
      : `${ranks('It', challenger)} ${besideOasis(againstOasis)}`
  return `No other model serves, so this first version does. ${known} ${limits(heldOutDeaths)}`
}

function ranks(who: string, { auroc }: Contender): string {
  return (
    `${who} ranks a patient who died above one who survived in an estimated ${percent(auroc.value)} of pairs ` +
    `(${interval(auroc, percent)}; 50 % is chance).`
  )
}

/**
 * The family `severity` is a rising function of OASIS, so it ranks as OASIS does. What BBC-CV estimates is another thing:
 * the worth of the search's choice, whatever it would choose among other patients.
 */
function oasisItself(challenger: Contender, oasisAuroc: number): string {
  const is =
    'It is the OASIS score, its risks recalibrated on these data, and ranks patients as that does: no learned model ' +
    'was shown to be better.'
  if (challenger.basis === 'held-out') return `${is} ${ranks('It', challenger)}`
  return (
    `${is} Here OASIS ranks a patient who died above one who survived in ${percent(oasisAuroc)} of pairs. The search as a whole, which among other patients might have chosen another model, would do so in ` +
    `an estimated ${percent(challenger.auroc.value)} (${interval(challenger.auroc, percent)}; 50 % is chance).`
  )
}

function besideOasis(difference: Estimate | null): string {
  if (difference === null) return 'It was not compared with the OASIS score.'
  if ((difference.low ?? 0) > 0) return 'It ranks patients better than the OASIS score does.'
  if ((difference.high ?? 0) < 0) return 'It ranks patients worse than the OASIS score does.'
  return 'These data do not show it to be better than the OASIS score, nor worse.'
}

function limits(heldOutDeaths: number): string {
  return heldOutDeaths < FEWEST_DEATHS_TO_COMPARE
    ? `Only ${heldOutDeaths} of the patients kept aside for testing died: insufficient evidence to confirm it on patients it has never seen. Do not rely on it for care.`
    : `It was tested on patients it had never seen, ${heldOutDeaths} of whom died; other hospitals were not tested.`
}

export function interval({ low, high }: Estimate, inWords: (value: number) => string): string {
  return low === null || high === null
    ? 'interval unknown'
    : `95 % interval ${inWords(low)} to ${inWords(high)}`
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

export function points(share: number): string {
  return `${(100 * share).toFixed(1)} percentage points`
}

export function signed(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(3)}`
}

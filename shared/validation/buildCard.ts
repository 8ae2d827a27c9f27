import type { Trial, TrialState } from '../contracts/study.ts'
import type { AttritionStep } from '../contracts/training.ts'
import type { ThresholdRule } from '../evaluation/threshold.ts'
import { FAMILIES, type FamilyName } from '../models/model.ts'
import type { ModelArtifact } from '../registry/artifact.ts'
import type { Importance, LeaderboardEntry, ModelCard, VersionRole } from '../registry/card.ts'
import { rounded, signed } from '../registry/markdownFigures.ts'
import { reportingItems } from '../registry/tripod/reportingItems.ts'
import type { Evaluation } from './evaluation.ts'
import type { ExternalValidation } from './internalExternal.ts'

export interface CardInput {
  readonly artifact: ModelArtifact
  readonly role: VersionRole
  readonly evaluation: Evaluation
  readonly thresholdRule: ThresholdRule
  readonly importance: Importance
  readonly validations: readonly ExternalValidation[]
  /** All trials of the study. */
  readonly trials: readonly Trial[]
  /** Deaths among the patients kept aside for testing. */
  readonly heldOutDeaths: number
  readonly attrition: readonly AttritionStep[]
  readonly cohort: { readonly stays: number; readonly positives: number; readonly patients: number }
  /** Families that were asked for and left out, each with the reason. */
  readonly leftOut: readonly { readonly family: FamilyName; readonly reason: string }[]
  readonly leakage: ModelCard['leakage']
  readonly availability: ModelCard['availability']
  /** Version of the app. */
  readonly codeVersion: string
}

const INTENDED_USE =
  'Research on, and teaching about, mortality prediction in intensive care: the risk that an adult who is in the ICU and alive at prediction time dies in hospital.'

const LIMITS = [
  'It has learned from the records that were dropped, and cannot tell whose they are. Those of MIMIC-III are of one hospital in Boston and of patients of 2001 to 2012: elsewhere and today its risks are off until it is recalibrated.',
  'It knows what was charted, not why: a measurement that was never taken is filled in as in training and named in the warnings.',
  'Laboratory values count by the time at which the specimen was drawn; when the result was known is not recorded in MIMIC-III.',
  'It does not say what would help a patient: a contribution is an association, not an effect.',
]

/** How the threshold was chosen, in words. */
function ruleInWords(rule: ThresholdRule): string {
  return rule === 'youden'
    ? "Youden's index on out-of-fold predictions of the training patients: sensitivity and specificity weigh the same."
    : `the highest at which the sensitivity on out-of-fold predictions of the training patients is at least ${rule}, as the training request asked.`
}

const NOT_CHOSEN =
  'The study did not choose it: it is the best of its gradient boostings and random forests, by cross-validation, and is there to be compared with its choice. Its figures are corrected for the choice among these only.'

/** The card of a version, without the version, which is the hash of the model's bytes. */
export function buildCard(input: CardInput): Omit<ModelCard, 'version'> {
  const { artifact, evaluation, trials, attrition, cohort, leftOut, codeVersion } = input
  const { metrics, baseline, curves } = evaluation
  const card: Omit<ModelCard, 'version' | 'reporting'> = {
    format: 4,
    name: artifact.name,
    family: artifact.family,
    role: input.role,
    intendedUse: INTENDED_USE,
    limits: [
      ...(input.role === 'best-trees' ? [NOT_CHOSEN] : []),
      ...LIMITS,
      ...leftOut.map(({ family, reason }) => `${family} was left out: ${reason}.`),
    ],
    data: { fingerprint: artifact.training.fingerprint, cohort, attrition: [...attrition] },
    codeVersion,
    featureSet: artifact.featureSet,
    predictionHours: artifact.predictionHours,
    gapHours: artifact.gapHours,
    features: artifact.features,
    parameters: artifact.training.parameters,
    seed: artifact.training.seed,
    threshold: artifact.threshold,
    thresholdRule: ruleInWords(input.thresholdRule),
    calibration: calibrationInWords(artifact),
    metrics,
    baseline,
    otherBaselines: evaluation.otherBaselines,
    evidence: {
      heldOutDeaths: input.heldOutDeaths,
      againstBaseline: evaluation.difference.auroc,
      winnerSelected: evaluation.winnerSelected,
      resamples: evaluation.resamples,
      redrawn: evaluation.redrawn,
    },
    operation: {
      confusion: evaluation.confusion,
      report: evaluation.report,
      calibration: evaluation.calibration,
      calibrationError: evaluation.calibrationError,
    },
    curves,
    importance: input.importance,
    subgroups: evaluation.subgroups.map(({ by, groups }) => ({ by, groups: [...groups] })),
    validations: [...input.validations],
    leakage: input.leakage,
    availability: input.availability,
    leaderboard: leaderboardOf(trials),
  }
  return { ...card, reporting: reportingItems(card) }
}

/** The best complete trial of each family that was tried, best first, and what became of the others. */
export function leaderboardOf(trials: readonly Trial[]): LeaderboardEntry[] {
  const entries = FAMILIES.flatMap((family): LeaderboardEntry[] => {
    const tried = trials.filter(trial => trial.family === family)
    if (tried.length === 0) return []
    const inState = (state: TrialState) => tried.filter(trial => trial.state === state).length
    const best = tried.reduce<Trial | undefined>(
      (leader, trial) =>
        trial.state === 'complete' && (trial.value ?? -1) > (leader?.value ?? -1) ? trial : leader,
      undefined,
    )
    return [
      {
        family,
        trials: tried.length,
        pruned: inState('pruned'),
        failed: inState('failed'),
        value: best?.value ?? null,
        standardError: best?.standardError ?? null,
        parameters: best?.parameters ?? {},
      },
    ]
  })
  return entries.toSorted((a, b) => (b.value ?? -1) - (a.value ?? -1))
}

function calibrationInWords({ calibration, family }: ModelArtifact): string {
  if (calibration.kind === 'none') {
    return family === 'severity'
      ? 'By the model itself, a logistic regression of death on the score: nothing was added to it.'
      : 'None: the probabilities are the model’s own.'
  }
  if (calibration.kind === 'isotonic') {
    return `Isotonic regression fitted on out-of-fold predictions, with ${calibration.margins.length} knots.`
  }
  return `Platt scaling fitted on out-of-fold predictions: log-odds times ${rounded(calibration.slope)}, shifted by ${signed(calibration.intercept)}.`
}

import { z } from 'zod'
import { attritionStep, availability, familyName, featureSetName } from '../contracts/training.ts'
import { leakageProof } from '../leakage/leakageProof.ts'
import { artifactFeature } from './artifact.ts'

/** A figure with its 95 % confidence interval; null where the data cannot tell. */
export const estimate = z.object({
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
})
export type Estimate = z.infer<typeof estimate>

/**
 * How the figures were come by.
 *
 * - `bbc-cv`: bias-corrected cross-validation over all trials' out-of-fold predictions: corrected for having searched
 * - `held-out`: once, on patients that neither training nor search ever saw
 */
export const metricBasis = z.enum(['bbc-cv', 'held-out'])

export const cardMetrics = z.object({
  basis: metricBasis,
  rows: z.int(),
  positives: z.int(),
  patients: z.int(),
  auroc: estimate,
  auprc: estimate,
  brier: estimate,
  /** 1 − Brier / that of always saying the prevalence. */
  scaledBrier: estimate,
  logLoss: estimate,
  /** At the card's threshold. */
  accuracy: estimate,
  precision: estimate,
  recall: estimate,
  specificity: estimate,
  f1: estimate,
})
export type CardMetrics = z.infer<typeof cardMetrics>

/** The published score that the model is compared with, on the same patients. */
export const baseline = z.object({
  name: z.literal('oasis'),
  description: z.string(),
  metrics: cardMetrics,
})
export type Baseline = z.infer<typeof baseline>

/** Another published score on the same patients, as published. */
export const otherBaseline = z.object({
  name: z.enum(['sapsii', 'sapsii-retrospective', 'sofa']),
  description: z.string(),
  /** It uses what is known at discharge only, as no prediction can: for comparison. */
  hindsight: z.boolean(),
  auroc: estimate,
  auprc: estimate,
  /** null where it gives no probability. */
  brier: estimate.nullable(),
  logLoss: estimate.nullable(),
})
export type OtherBaseline = z.infer<typeof otherBaseline>

const point = z.object({ x: z.number(), y: z.number() })

/** Curves of the predictions behind `metrics`. */
export const curves = z.object({
  /** x: 1 − specificity, y: sensitivity. */
  roc: z.array(point),
  /** x: recall, y: precision. */
  precisionRecall: z.array(point),
  /** One per bin of predicted risk; `low` and `high` are Wilson's interval of `observed`. */
  reliability: z.array(
    z.object({
      predicted: z.number(),
      observed: z.number(),
      low: z.number(),
      high: z.number(),
      count: z.int().nonnegative(),
    }),
  ),
  /** Net benefit of acting on everyone whose risk is at least `threshold`; that of acting on no one is 0. */
  decision: z.array(
    z.object({
      threshold: z.number(),
      netBenefit: estimate,
      treatAll: z.number(),
      /**
       * Deaths and survivors with a risk of at least `threshold`; absent before format 4. At these thresholds only: those of
       * the points of `roc` would be the risks of single patients.
       */
      truePositives: z.int().nonnegative().optional(),
      falsePositives: z.int().nonnegative().optional(),
    }),
  ),
})
export type Curves = z.infer<typeof curves>

const classFigures = z.object({
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  support: z.int(),
})

/** What else the predictions behind `metrics` tell. */
export const operation = z.object({
  /** At the threshold, one count per stay. */
  confusion: z.object({
    truePositives: z.int(),
    falsePositives: z.int(),
    trueNegatives: z.int(),
    falseNegatives: z.int(),
  }),
  /** The same by class, as scikit-learn's `classification_report`. */
  report: z.object({
    survived: classFigures,
    died: classFigures,
    accuracy: z.number(),
    macro: classFigures,
    weighted: classFigures,
  }),
  /**
   * Slope of outcomes on predictions, 1 is right; intercept with the slope held at 1, 0 is right; null with fewer than 20
   * deaths or survivors: not estimable.
   */
  calibration: z.object({ slope: estimate, intercept: estimate }).nullable(),
  /** Expected calibration error in 10 bins of equal size. */
  calibrationError: estimate,
})
export type Operation = z.infer<typeof operation>

const groupFigures = z.object({
  auroc: estimate,
  /** Deaths over the sum of predicted risks: 1 is right, above 1 too few deaths were predicted. */
  observedToExpected: estimate,
  /** At the threshold. */
  sensitivity: estimate,
  specificity: estimate,
  /** Resamples of the group that held one outcome only, thrown away and drawn again; absent in older cards. */
  redrawn: z.int().nonnegative().optional(),
})

/** Some of the stays; nothing is told of fewer than 10 patients, nor of fewer than 5 deaths or survivors. */
const stayGroup = z.object({
  stays: z.int().nullable(),
  patients: z.int().nullable(),
  deaths: z.int().nullable(),
  /** Why nothing is told; null where it is. */
  suppressed: z.string().nullable(),
})

/** The predictions behind `metrics`, group by group. */
export const subgroupTable = z.object({
  by: z.enum(['sex', 'age', 'ethnicity', 'insurance', 'care-unit']),
  groups: z.array(stayGroup.extend({ group: z.string(), figures: groupFigures.nullable() })),
})

/** The winner's plan, trained without some of the stays that the study saw and scored on them. */
export const externalValidation = stayGroup.extend({
  /** `charting-system`: learned from CareVue, scored on MetaVision; `care-unit`: learned from all other units. */
  kind: z.enum(['charting-system', 'care-unit']),
  scored: z.string(),
  /** null where nothing is told of the stays that are scored: who knows all could count them from these. */
  trained: z.object({ stays: z.int(), deaths: z.int() }).nullable(),
  /** With its AUROC less that of OASIS on the same stays. */
  figures: groupFigures.extend({ againstOasis: estimate }).nullable(),
})

/** How much each input moves the score of the model, over stays that it was fitted on. */
export const importance = z.object({
  /** The training stays that it is a mean over; where there are many, as many as were drawn. */
  stays: z.int(),
  /** Inputs that move it at all, the strongest first: the mean of |contribution| in log-odds, before calibration. */
  inputs: z.array(z.object({ feature: z.string(), value: z.number().nonnegative() })),
})
export type Importance = z.infer<typeof importance>

/** An item of the TRIPOD+AI checklist (Collins et al., BMJ 2024; 385: e078378), and what is to be said of it. */
export const reportingItem = z.object({
  item: z.string(),
  topic: z.string(),
  /** `no`: the pipeline cannot know it; whoever publishes the model must add it. */
  answered: z.enum(['yes', 'partly', 'no']),
  answer: z.string(),
})
export type ReportingItem = z.infer<typeof reportingItem>

/** How much the figures weigh. */
export const evidence = z.object({
  /** Deaths among the patients kept aside for testing, whether or not the figures are theirs. */
  heldOutDeaths: z.int().nonnegative(),
  /** AUROC less that of the baseline on the same patients. */
  againstBaseline: estimate,
  /** Share of the resamples in which the search would have chosen this trial; 1 with `held-out`. */
  winnerSelected: z.number().min(0).max(1),
  /** Resamples behind each interval. */
  resamples: z.int(),
  /** Resamples that held one outcome only, thrown away and drawn again. */
  redrawn: z.int().nonnegative(),
})
export type Evidence = z.infer<typeof evidence>

/** The winner's plan where events count by the time they were measured, and where by the time they were stored. */
export const availabilityComparison = z.object({
  /** Cross-validated by the same folds, not corrected for the search; null where the plan could not be trained, or was not compared. */
  auroc: z.object({ charttime: z.number().nullable(), storetime: z.number().nullable() }),
  /** AUROC by `storetime` less that by `charttime` on the same patients; null where one of them is missing. */
  difference: estimate.nullable(),
})
export type AvailabilityComparison = z.infer<typeof availabilityComparison>

export const leaderboardEntry = z.object({
  family: familyName,
  /** All of the family, `pruned` (stopped early) and `failed` ones among them. */
  trials: z.int(),
  pruned: z.int(),
  failed: z.int(),
  /**
   * The family's best complete trial: cross-validated AUROC, not corrected for the search, so optimistic; null where none
   * was completed.
   */
  value: z.number().nullable(),
  standardError: z.number().nullable(),
  parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
})
export type LeaderboardEntry = z.infer<typeof leaderboardEntry>

/**
 * Why a study published a version.
 *
 * - `winner`: its choice, which the gate is asked about
 * - `best-trees`: the best model of our own tree trainer, whoever won; it serves only where a person promotes it
 */
export const versionRole = z.enum(['winner', 'best-trees'])
export type VersionRole = z.infer<typeof versionRole>

/**
 * `card.json`: what someone must know before trusting a version. The same data, seed and code give the same bytes: it
 * holds no times and no ids of a run; those are in the registry row and in `lineage.json`.
 */
export const modelCard = z.object({
  /** What 3 has not is optional below. */
  format: z.literal([3, 4]),
  name: z.literal('in-hospital-mortality'),
  version: z.string(),
  family: familyName,
  role: versionRole,
  intendedUse: z.string(),
  /** What the model must not be trusted with, and why; one sentence each. */
  limits: z.array(z.string()),
  data: z.object({
    fingerprint: z.string(),
    cohort: z.object({ stays: z.int(), positives: z.int(), patients: z.int() }),
    attrition: z.array(attritionStep),
  }),
  /** Version of the app that trained it. */
  codeVersion: z.string(),
  featureSet: featureSetName,
  predictionHours: z.number(),
  gapHours: z.number(),
  /** The artifact's own: meaning, unit, range, and how each was distributed in training. */
  features: z.array(artifactFeature),
  parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
  seed: z.int(),
  threshold: z.number(),
  /** Which rule chose the threshold, in words. */
  thresholdRule: z.string(),
  calibration: z.string(),
  metrics: cardMetrics,
  baseline,
  otherBaselines: z.array(otherBaseline),
  evidence,
  operation,
  curves,
  /** Absent before format 4. */
  importance: importance.optional(),
  subgroups: z.array(subgroupTable),
  /** Internal–external validation. */
  validations: z.array(externalValidation),
  /** What became of changing the future of some patients, and what counts. */
  leakage: leakageProof,
  availability: availabilityComparison.extend({
    /** By which time events count in the data that it learned from. */
    used: availability,
  }),
  leaderboard: z.array(leaderboardEntry),
  reporting: z.array(reportingItem),
})
export type ModelCard = z.infer<typeof modelCard>

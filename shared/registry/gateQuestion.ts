import { z } from 'zod'
import type { Availability } from '../contracts/training.ts'
import type { FamilyName } from '../models/model.ts'
import { type CardMetrics, type Estimate, estimate } from './card.ts'

/** With fewer deaths among the held-out patients no comparison of two models can be trusted. */
export const FEWEST_DEATHS_TO_COMPARE = 100

/** A figure of both models on the same held-out patients, as `comparePaired` gives it. */
export const pairedFigure = z.object({
  challenger: z.number(),
  champion: z.number(),
  difference: estimate,
  standardError: z.number().nonnegative(),
})

/** What the held-out patients say of two models. */
export const gateComparison = z.object({
  /** The how-manieth comparison on this test set. */
  number: z.int().positive(),
  stays: z.int(),
  patients: z.int(),
  deaths: z.int(),
  auroc: pairedFigure,
  /** For information: the rule does not look at it. */
  auprc: pairedFigure,
  calibrationError: pairedFigure,
  /** AUROC within groups of patients. */
  groups: z.array(pairedFigure.extend({ name: z.string(), rows: z.int(), deaths: z.int() })),
})
export type GateComparison = z.infer<typeof gateComparison>

/** A version that stands for promotion or serves already, and what decides whether two can be compared. */
export interface Contender {
  readonly version: string
  readonly family: FamilyName
  readonly dataset: string
  readonly basis: CardMetrics['basis']
  readonly auroc: Estimate
  readonly predictionHours: number
  readonly gapHours: number
  readonly availability: Availability
  readonly featureSet: 'core' | 'full' | 'retrospective'
}

export interface GateQuestion {
  readonly challenger: Contender
  /** The version that serves; null: none does. `unreadable`: its card cannot be read by this version of the app. */
  readonly champion: Contender | null | { readonly version: string; readonly unreadable: string }
  /** Deaths among the patients that the challenger was not trained on. */
  readonly heldOutDeaths: number
  /** AUROC of OASIS as published on the patients that the challenger was judged on: the figure of its card. */
  readonly oasisAuroc: number
  /** AUROC of the challenger less that of OASIS as published, on the same patients; null where not compared. */
  readonly againstOasis: Estimate | null
  /** Features of the challenger's data that moved when the future was changed. */
  readonly leaks: readonly string[]
}

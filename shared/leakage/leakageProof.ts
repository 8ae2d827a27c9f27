import { z } from 'zod'

/** A feature that moved though it may not, in words that name no patient. */
const movedFeature = z.object({
  feature: z.string(),
  /** The kind of mutation: `CHARTEVENTS moved`. */
  mutation: z.string(),
  times: z.int().positive(),
})
export type MovedFeature = z.infer<typeof movedFeature>

const counts = z.record(z.string(), z.int().nonnegative())

/** What became of a run of mutations of silver (`proveNoLeak`). Of one seed and one state of the data, so it never changes. */
export const leakageProof = z.object({
  seed: z.int(),
  /** The sample whose rows were changed. */
  patients: z.int(),
  stays: z.int(),
  /** Changes of what lies after the moment of prediction, of discharge facts, and of codes of this admission. */
  future: z.object({
    mutations: z.int(),
    byKind: counts,
    /** Features known by then that moved: none, where nothing leaks. */
    moved: z.array(movedFeature),
    /** Stays that left the cohort, which none may. */
    leftCohort: z.int(),
    /** Features known at discharge that moved, as they may: the mutations do reach gold. */
    movedAtDischarge: z.array(z.string()),
  }),
  /** Changes of one row that counts within the window. */
  window: z.object({
    mutations: z.int(),
    byKind: counts,
    /** Those that moved features of the row's concept and of what is computed from it, and no other. */
    exact: z.int(),
    /** What moved of the others; `feature` is `none` where nothing did. */
    moved: z.array(movedFeature),
  }),
  /** Features of the sample that are others where all other patients are there too. */
  movedByOtherPatients: z.array(z.string()),
  /** Tables of MIMIC-III that no feature is computed from: a change of them can move none. */
  unreadTables: z.array(z.string()),
})
export type LeakageProof = z.infer<typeof leakageProof>

/** The features that leak: known by the moment of prediction, and yet moved by what came after it or by other patients. */
export function leaks(proof: LeakageProof): readonly string[] {
  const moved = proof.future.moved.map(({ feature }) => feature)
  return [...new Set([...moved, ...proof.movedByOtherPatients])]
}

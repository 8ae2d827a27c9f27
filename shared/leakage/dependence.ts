import type { Feature } from '../features/feature.ts'
import { OASIS_COMPONENTS } from '../features/oasis.ts'
import { sapsiiComponents } from '../features/sapsii.ts'
import type { ScoreComponent } from '../features/severityScore.ts'
import { SOFA_COMPONENTS } from '../features/sofa.ts'
import { VASOPRESSORS } from '../mimic/concepts/treatments.ts'

const SUPPORTED_RATIOS = ['pf_ratio_ventilated', 'pf_ratio_unventilated', 'pf_ratio_supported']
const DRUGS = VASOPRESSORS.map(({ name }) => name)

/** Concept → the concepts whose features are computed from it too. */
const READ_BY: Readonly<Record<string, readonly string[]>> = {
  gcs_eye: ['gcs'],
  gcs_motor: ['gcs'],
  // a verbal response that cannot be tested says that the patient is intubated
  gcs_verbal: ['gcs', 'intubated'],
  pao2: ['pf_ratio'],
  fio2: ['pf_ratio'],
  // of gases only arterial ones count
  specimen: ['pao2', 'fio2', 'pf_ratio'],
  // and they are told apart by whether the patient is ventilated
  pf_ratio: SUPPORTED_RATIOS,
  mech_vent: SUPPORTED_RATIOS,
  ventilation_end: SUPPORTED_RATIOS,
  cpap: SUPPORTED_RATIOS,
  // rates per minute are divided by it
  weight: DRUGS,
  ...Object.fromEntries(DRUGS.map(drug => [drug, ['vasopressor']])),
}

/** Score → what it is computed from. */
const SCORES: Readonly<Record<string, readonly ScoreComponent[]>> = {
  oasis: OASIS_COMPONENTS,
  sapsii: sapsiiComponents('strict'),
  sapsii_retrospective: sapsiiComponents('retrospective'),
  sofa: SOFA_COMPONENTS,
}

/**
 * The features that are computed from events of `concepts`: those of the concepts themselves and of the concepts that
 * are derived from them, and the scores that read one of these.
 */
export function featuresFrom(
  concepts: readonly string[],
  features: readonly Feature[],
): ReadonlySet<string> {
  const reached = new Set<string>()
  const waiting = [...concepts]
  for (let concept = waiting.pop(); concept !== undefined; concept = waiting.pop()) {
    if (reached.has(concept)) continue
    reached.add(concept)
    waiting.push(...(READ_BY[concept] ?? []))
  }
  const names = new Set(
    features.filter(({ concept }) => reached.has(concept)).map(({ name }) => name),
  )
  const scores = Object.entries(SCORES).filter(([, components]) =>
    components.some(component => component.features.some(name => names.has(name))),
  )
  return new Set([...names, ...scores.map(([name]) => name)])
}

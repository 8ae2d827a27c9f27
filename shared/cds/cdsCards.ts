import { ageAt, patientFeatures } from '../fhir/patientFeatures.ts'
import { featureTable } from '../serving/featureTable.ts'
import { score } from '../serving/score.ts'
import type { ServedModel } from '../serving/servedModel.ts'
import type { Serving } from '../serving/serving.ts'
import type { CdsPatient } from './cdsRequest.ts'
import { type Card, riskCard } from './riskCard.ts'

/** The cohort that models are trained on has no younger patients. */
const ADULT = 18

/**
 * The card of a patient in an ICU, scored as `POST /api/predict` scores and logged like it; none for who is in no ICU
 * or no adult, of whom the model knows nothing.
 */
export function cdsCards(
  asked: CdsPatient,
  model: ServedModel,
  { log, vocabulary }: Pick<Serving, 'log' | 'vocabulary'>,
  at: Date,
): readonly Card[] {
  const { patient, observations, stay } = asked
  if (stay === undefined || stay.intime > at.getTime()) return []
  if ((ageAt(patient, stay.intime) ?? ADULT) < ADULT) return []

  const made = patientFeatures({ patient, observations, stay }, model.artifact.predictionHours)
  const inputs = new Set(model.features.map(({ name }) => name))
  const instance = Object.fromEntries(
    Object.entries(made.features).filter(([name]) => inputs.has(name)),
  )
  const request = { instances: [instance], pointerTo: () => '/prefetch' }
  const table = featureTable(request, model.features, vocabulary)
  const [prediction] = score(model, table, { explain: true })
  const [id] = log.add({
    version: model.version,
    source: 'cds',
    features: model.features,
    frame: table.frame,
    probabilities: prediction === undefined ? [] : [prediction.probability],
    at: at.toISOString(),
  })
  if (prediction === undefined || id === undefined) throw new Error('the patient was not scored')
  return [riskCard({ id, asked, stay, made, model, prediction, at })]
}

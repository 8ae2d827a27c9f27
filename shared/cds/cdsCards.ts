import { score } from '../serving/score.ts'
import type { ServedModel } from '../serving/servedModel.ts'
import type { Serving } from '../serving/serving.ts'
import type { CdsPatient } from './cdsRequest.ts'
import { chartTable } from './chartTable.ts'
import { type Card, riskCard, unknownRiskCard } from './riskCard.ts'

/**
 * The card of a patient in an ICU, scored as `POST /api/predict` scores the rows of a stay and logged like it; one without a
 * risk where the chart holds no measurement that the model takes; none for who is in no ICU or no adult, of whom the model
 * knows nothing.
 */
export async function cdsCards(
  asked: CdsPatient,
  model: ServedModel,
  log: Serving['log'],
  at: Date,
): Promise<readonly Card[]> {
  const { stay } = asked
  if (stay === undefined || stay.intime > at.getTime()) return []
  const chart = await chartTable(asked, stay, model)
  const { table } = chart
  if (table.remarks?.some(({ code }) => code === 'outside-cohort') === true) return []
  // what is filled for the missing is the usual, and by that alone everybody's risk is low
  if (chart.readings === 0) return [unknownRiskCard({ asked, stay, chart, model, at })]

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
  return [riskCard({ asked, stay, chart, model, at }, { id, ...prediction })]
}

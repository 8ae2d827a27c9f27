import { type FeatureTable, featureTable, type Vocabulary } from './featureTable.ts'
import { parsePredictRequest } from './predictRequest.ts'
import type { ServedModel } from './servedModel.ts'
import { parseStayRequest } from './stayRequest.ts'
import { stayTable } from './stayTable.ts'

/**
 * What the body of `POST /api/predict` says of each patient, by feature: given as features, or computed from the rows of
 * a stay.
 *
 * @throws AppError INVALID_INPUT
 */
export async function inputTable(
  body: unknown,
  model: ServedModel,
  vocabulary: Vocabulary,
): Promise<FeatureTable> {
  return typeof body === 'object' && body !== null && 'stay' in body
    ? await stayTable(parseStayRequest(body), model)
    : featureTable(parsePredictRequest(body), model.features, vocabulary)
}

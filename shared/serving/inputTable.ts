import { type FeatureTable, featureTable, type Vocabulary } from './featureTable.ts'
import { parsePredictRequest } from './predictRequest.ts'
import type { ServedModel } from './servedModel.ts'
import { requireRoomForStay } from './stayQueue.ts'

/**
 * What the body of `POST /api/predict` says of each patient, by feature: given as features, or computed from the rows of
 * a stay.
 *
 * @throws AppError INVALID_INPUT; TOO_MANY_STAYS
 */
export async function inputTable(
  body: unknown,
  model: ServedModel,
  vocabulary: Vocabulary,
): Promise<FeatureTable> {
  if (typeof body === 'object' && body !== null && 'stay' in body) {
    // loaded where there is a stay only: MIMIC's tables and what checks their rows take a while
    const [{ parseStayRequest }, { stayTable }] = await Promise.all([
      import('./stayRequest.ts'),
      import('./stayTable.ts'),
    ])
    requireRoomForStay()
    return await stayTable(parseStayRequest(body), model)
  }
  return featureTable(parsePredictRequest(body), model.features, vocabulary)
}

import {
  encodePart,
  featureHasher,
  type LoggedPart,
  type UnencodedPart,
} from '../serving/loggedPredictions.ts'

/** Hashes the inputs of logged predictions and writes them as Parquet. */
export async function encodeLogPart(
  gathered: UnencodedPart,
): Promise<{ entry: LoggedPart; bytes: Uint8Array }> {
  const { part, version, source, ids, at, probabilities, inputs } = gathered
  const hash = featureHasher(
    gathered.features.map(name => ({ name })),
    inputs,
  )
  const predictions = ids.map((id, row) => ({
    id,
    version,
    at: at[row] ?? '',
    featureHash: hash(row),
    probability: probabilities[row] ?? Number.NaN,
  }))
  return await encodePart(part, { source, predictions, inputs })
}

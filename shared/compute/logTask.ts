import {
  type EncodedPart,
  encodePart,
  featureHasher,
  type UnencodedPart,
} from '../serving/loggedPredictions.ts'

/** Hashes the inputs of logged predictions and writes each part as Parquet. */
export async function encodeLogParts(
  gathered: readonly UnencodedPart[],
): Promise<readonly EncodedPart[]> {
  const encoded: EncodedPart[] = []
  for (const part of gathered) encoded.push(await encodeLogPart(part))
  return encoded
}

async function encodeLogPart(gathered: UnencodedPart): Promise<EncodedPart> {
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

import { type LeakageProof, leakageProof } from '../leakage/leakageProof.ts'
import { readJson, writeJson } from '../storage/json.ts'
import type { Lake, LakePath } from '../storage/lake.ts'

/** Where a part of an event table has all rows of the patients that the leakage proof changes, until it is written. */
export function samplePath(run: LakePath, part: number): LakePath {
  return `${run}sample-${part}.parquet`
}

/** The proof of an earlier attempt that has begun to delete its samples; undefined where there is none, or they are whole. */
export async function provedBefore(
  lake: Lake,
  run: LakePath,
  samples: readonly LakePath[],
): Promise<LeakageProof | undefined> {
  const found = await Promise.all(samples.map(sample => lake.stat(sample)))
  if (!found.includes(undefined)) return undefined
  if ((await lake.stat(proofPath(run))) === undefined) return undefined
  return await readJson(lake, proofPath(run), leakageProof)
}

/** Keeps the proof, and then no raw rows of patients: nothing else reads them. */
export async function keepProof(
  lake: Lake,
  run: LakePath,
  samples: readonly LakePath[],
  proof: LeakageProof,
): Promise<void> {
  await writeJson(lake, proofPath(run), proof)
  await Promise.all(samples.map(sample => lake.delete(sample)))
}

function proofPath(run: LakePath): LakePath {
  return `${run}leakage.json`
}

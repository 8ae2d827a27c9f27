import { z } from 'zod'
import { AppError } from '../http/problem.ts'
import { leaks } from '../leakage/leakageProof.ts'
import { readJson } from '../storage/json.ts'
import type { Lake } from '../storage/lake.ts'
import { versionFolder } from '../storage/paths.ts'
import type { Rows } from '../storage/rows.ts'
import { type ModelArtifact, modelArtifact } from './artifact.ts'
import type { ModelCard } from './card.ts'
import { readChampion } from './championPointer.ts'
import type { Contender, GateQuestion } from './gateQuestion.ts'
import { modelVersions, readCard } from './versions.ts'

/** What the gate is to be asked about a published version and the champion of now. */
export async function gateQuestion(
  lake: Lake,
  rows: Rows,
  version: string,
): Promise<GateQuestion & { readonly card: ModelCard }> {
  const card = await readCard(lake, version)
  const serving = (await readChampion(lake))?.pointer.version
  return {
    card,
    challenger: await contenderOf(rows, card),
    champion: serving === undefined ? null : await championOf(lake, rows, serving),
    heldOutDeaths: card.evidence.heldOutDeaths,
    oasisAuroc: card.baseline.metrics.auroc.value,
    againstOasis: card.evidence.againstBaseline,
    leaks: [...leaks(card.leakage)],
  }
}

/** @throws where the version's model.json is missing or of another form */
export async function readArtifact(lake: Lake, version: string): Promise<ModelArtifact> {
  return await readJson(lake, `${versionFolder(version)}model.json`, modelArtifact)
}

/** The model that serves; `obstacle` where it is of another form than this app reads. */
export async function championArtifact(
  lake: Lake,
  version: string,
): Promise<ModelArtifact | { readonly obstacle: string }> {
  try {
    return await readArtifact(lake, version)
  } catch (error) {
    if (!(error instanceof Error && error.cause instanceof z.ZodError)) throw error
    return { obstacle: 'the current one is of another form than this app reads' }
  }
}

async function contenderOf(rows: Rows, card: ModelCard): Promise<Contender> {
  const { version, family, metrics, predictionHours, gapHours, featureSet } = card
  return {
    version,
    family,
    dataset: (await modelVersions(rows).get(version))?.dataset ?? 'unknown',
    basis: metrics.basis,
    auroc: metrics.auroc,
    predictionHours,
    gapHours,
    availability: card.availability.used,
    featureSet,
  }
}

/** A card of an earlier form than this app's must not end a training run: then a person decides. */
async function championOf(
  lake: Lake,
  rows: Rows,
  version: string,
): Promise<Exclude<GateQuestion['champion'], null>> {
  try {
    return await contenderOf(rows, await readCard(lake, version))
  } catch (error) {
    const isUnreadable =
      error instanceof z.ZodError || error instanceof SyntaxError || error instanceof AppError
    if (!isUnreadable) throw error
    return { version, unreadable: 'its card is missing, or of another form than this app reads' }
  }
}

import { createHash } from 'node:crypto'
import { z } from 'zod'
import { familyName } from '../contracts/training.ts'
import { AppError } from '../http/problem.ts'
import { BlobNotFound, type Lake, type LakePath, PreconditionFailed } from '../storage/lake.ts'
import { MODEL_NAME, versionFolder } from '../storage/paths.ts'
import type { Rows, RowTableDefinition } from '../storage/rows.ts'
import type { ModelArtifact } from './artifact.ts'
import { estimate, type ModelCard, metricBasis, modelCard } from './card.ts'
import { cardMarkdown } from './cardMarkdown.ts'
import { serialiseArtifact } from './serialiseArtifact.ts'

/** What the registry lists of one version; the rest is in its card. */
export const modelVersion = z.object({
  version: z.string(),
  family: familyName,
  featureSet: z.enum(['core', 'full', 'retrospective']),
  dataset: z.string(),
  fingerprint: z.string(),
  /** ISO 8601, UTC: when it was first published. */
  published: z.string(),
  basis: metricBasis,
  auroc: estimate,
  auprc: estimate,
  brier: estimate,
  /** AUROC of OASIS on the same patients. */
  baselineAuroc: estimate,
  rows: z.int(),
  positives: z.int(),
  patients: z.int(),
  /** What the gate said when it was last published, and why; null where it was not asked. */
  gate: z.object({ decision: z.string(), reason: z.string() }).nullable(),
})
export type ModelVersion = z.infer<typeof modelVersion>

const versionRows: RowTableDefinition<ModelVersion> = { name: 'models', schema: modelVersion }

/** Where a version came from: all that changes from run to run and so may not be in `model.json` or `card.json`. */
export interface Lineage {
  readonly dataset: string
  readonly runId: string
  readonly studyId: string
  /** ISO 8601, UTC. */
  readonly published: string
  /** Version of each Delta table read, by its folder. */
  readonly deltaVersions?: Readonly<Record<string, number>>
}

export interface Publication {
  readonly artifact: ModelArtifact
  /** The card without its version, which is not known before the bytes of the model are. */
  readonly card: Omit<ModelCard, 'version'>
  /** The model in XGBoost's JSON format, where the family has one. */
  readonly xgboost?: string
  readonly lineage: Lineage
  readonly gate?: { readonly decision: string; readonly reason: string }
}

/** The bytes of `model.json`, and the version they are: the first 12 hex digits of their SHA-256. */
export function modelBytes(artifact: ModelArtifact): { bytes: Uint8Array; version: string } {
  const bytes = new TextEncoder().encode(serialiseArtifact(artifact))
  const version = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  return { bytes, version }
}

/**
 * Writes a version and lists it; the same artifact again writes nothing but what the gate said. The registry
 * row comes last: a version that is listed is whole.
 */
export async function publishVersion(
  lake: Lake,
  rows: Rows,
  publication: Publication,
): Promise<ModelVersion> {
  const { artifact, lineage } = publication
  const { bytes, version } = modelBytes(artifact)
  const card = modelCard.parse({ ...publication.card, version })

  const folder = versionFolder(version)
  await writeOnce(lake, `${folder}lineage.json`, pretty({ version, ...lineage }))
  await writeOnce(lake, `${folder}card.json`, pretty(card))
  await writeOnce(lake, `${folder}card.md`, cardMarkdown(card))
  if (publication.xgboost !== undefined) {
    await writeOnce(lake, `${folder}xgboost.json`, publication.xgboost)
  }
  await writeOnce(lake, `${folder}model.json`, bytes)

  const before = await modelVersions(rows).get(version)
  const row: ModelVersion = {
    version,
    family: artifact.family,
    featureSet: artifact.featureSet,
    dataset: lineage.dataset,
    fingerprint: artifact.training.fingerprint,
    published: before?.published ?? lineage.published,
    basis: card.metrics.basis,
    auroc: card.metrics.auroc,
    auprc: card.metrics.auprc,
    brier: card.metrics.brier,
    baselineAuroc: card.baseline.metrics.auroc,
    rows: card.metrics.rows,
    positives: card.metrics.positives,
    patients: card.metrics.patients,
    gate: publication.gate ?? before?.gate ?? null,
  }
  await rows.table(versionRows).upsert(MODEL_NAME, version, row)
  return row
}

/** Keeps with a version what the gate said of it, and answers that. */
export async function recordGate(
  rows: Rows,
  version: string,
  gate: { readonly decision: string; readonly reason: string },
): Promise<{ decision: string; reason: string }> {
  const { decision, reason } = gate
  const row = await modelVersions(rows).get(version)
  if (row === undefined) {
    throw new AppError('MODEL_NOT_FOUND', `There is no version ${version} of ${MODEL_NAME}.`)
  }
  await rows.table(versionRows).upsert(MODEL_NAME, version, { ...row, gate: { decision, reason } })
  return { decision, reason }
}

/** The registry's list. */
export function modelVersions(rows: Rows): {
  get(version: string): Promise<ModelVersion | undefined>
  /** Newest first. */
  list(): Promise<readonly ModelVersion[]>
} {
  const table = rows.table(versionRows)
  return {
    async get(version) {
      // anything else can be no key, and no version either
      if (!/^[0-9a-f]{12}$/.test(version)) return undefined
      return (await table.get(MODEL_NAME, version))?.row
    },
    async list() {
      const versions = await table.list(MODEL_NAME)
      return [...versions].sort((a, b) => (a.published < b.published ? 1 : -1))
    },
  }
}

/** @throws AppError MODEL_NOT_FOUND */
export async function readCard(lake: Lake, version: string): Promise<ModelCard> {
  try {
    const bytes = await lake.read(`${versionFolder(version)}card.json`)
    return modelCard.parse(JSON.parse(new TextDecoder().decode(bytes)))
  } catch (error) {
    if (!(error instanceof BlobNotFound)) throw error
    throw new AppError('MODEL_NOT_FOUND', `There is no version ${version} of ${MODEL_NAME}.`)
  }
}

/** Paths are named by content, so whoever wrote first wrote the same. */
async function writeOnce(lake: Lake, path: LakePath, content: Uint8Array | string): Promise<void> {
  try {
    await lake.write(path, content, { ifAbsent: true })
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error
  }
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

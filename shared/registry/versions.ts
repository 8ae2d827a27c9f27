import { createHash } from 'node:crypto'
import { z } from 'zod'
import { familyName, featureSetName } from '../contracts/training.ts'
import { type DriftBaseline, driftBaseline } from '../drift/baseline.ts'
import { AppError } from '../http/problem.ts'
import { readJson } from '../storage/json.ts'
import { BlobNotFound, type Lake, type LakePath, PreconditionFailed } from '../storage/lake.ts'
import { MODEL_NAME, versionFolder } from '../storage/paths.ts'
import type { Rows, RowTableDefinition } from '../storage/rows.ts'
import type { ModelArtifact } from './artifact.ts'
import { estimate, type ModelCard, metricBasis, modelCard, versionRole } from './card.ts'
import { cardMarkdown } from './cardMarkdown.ts'
import { serialiseArtifact } from './serialiseArtifact.ts'

/** What the registry lists of one version; the rest is in its card. */
export const modelVersion = z.object({
  version: z.string(),
  family: familyName,
  featureSet: featureSetName,
  role: versionRole,
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

/**
 * `lineage.json`: where a version came from, all that changes from run to run and so may not be in `model.json` or
 * `card.json`. When another run publishes the same bytes, the first one's stays.
 */
export const lineage = z.object({
  dataset: z.string(),
  /** Hash of what all tables hold: data that are dropped again have it, whatever their Delta versions. */
  fingerprint: z.string(),
  runId: z.string(),
  studyId: z.string(),
  /** ISO 8601, UTC. */
  published: z.string(),
  codeVersion: z.string(),
  /** The Delta version of gold that the run committed, and the one file that holds its rows. */
  gold: z.object({ version: z.int(), path: z.string() }),
  /** The Delta version of each silver table that the run read, by the table's name. */
  silver: z.record(z.string(), z.int()),
})
export type Lineage = z.infer<typeof lineage>

export interface Publication {
  readonly artifact: ModelArtifact
  /** The card without its version, which is not known before the bytes of the model are. */
  readonly card: Omit<ModelCard, 'version'>
  /** How its training rows were distributed. */
  readonly baseline?: DriftBaseline
  /** The model in XGBoost's JSON format, where the family has one (`xgboostFile`). */
  readonly xgboost?: string | undefined
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
  const { artifact } = publication
  const { bytes, version } = modelBytes(artifact)
  const card = modelCard.parse({ ...publication.card, version })

  const folder = versionFolder(version)
  await writeOnce(lake, `${folder}lineage.json`, pretty({ version, ...publication.lineage }))
  await writeOnce(lake, `${folder}card.json`, pretty(card))
  await writeOnce(lake, `${folder}card.md`, cardMarkdown(card))
  if (publication.baseline !== undefined) {
    await writeOnce(lake, `${folder}baseline.json`, pretty(publication.baseline))
  }
  if (publication.xgboost !== undefined) {
    await writeOnce(lake, `${folder}xgboost.json`, publication.xgboost)
  }
  await writeOnce(lake, `${folder}model.json`, bytes)

  const before = await modelVersions(rows).get(version)
  const row: ModelVersion = {
    version,
    family: artifact.family,
    featureSet: artifact.featureSet,
    // of another study it may have been the best of the trees only
    role: before?.role === 'winner' ? 'winner' : card.role,
    dataset: publication.lineage.dataset,
    fingerprint: artifact.training.fingerprint,
    published: before?.published ?? publication.lineage.published,
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

/** Null where the version was published without one, or with one of another form. */
export async function readLineage(lake: Lake, version: string): Promise<Lineage | null> {
  try {
    const bytes = await lake.read(`${versionFolder(version)}lineage.json`)
    return lineage.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null
  } catch (error) {
    if (!(error instanceof BlobNotFound)) throw error
    return null
  }
}

/** What predictions of a version are compared with; undefined where it was published before there were baselines. */
export async function readBaseline(
  lake: Lake,
  version: string,
): Promise<DriftBaseline | undefined> {
  try {
    return await readJson(lake, `${versionFolder(version)}baseline.json`, driftBaseline)
  } catch (error) {
    if (!(error instanceof BlobNotFound)) throw error
    return undefined
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

import { localCacheOf } from '../../shared/compute/localCache.ts'
import { onWorker } from '../../shared/compute/pool.ts'
import { decideChampion } from '../../shared/contracts/activities.ts'
import { studyDefinition } from '../../shared/contracts/study.ts'
import { studyPath } from '../../shared/datasets/studies.ts'
import { implement } from '../../shared/durable/implement.ts'
import { leaks } from '../../shared/leakage/leakageProof.ts'
import { modelArtifact } from '../../shared/registry/artifact.ts'
import { promote, readChampion } from '../../shared/registry/champion.ts'
import { decide, FEWEST_DEATHS_TO_COMPARE } from '../../shared/registry/gate.ts'
import { readCard, recordGate } from '../../shared/registry/versions.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { readJson } from '../../shared/storage/json.ts'
import { versionFolder } from '../../shared/storage/paths.ts'

/** The gate: whether the new version serves from now on. A retrospective one never does. */
implement(decideChampion, async ({ dataset, runId, version }) => {
  const { lake, rows } = await patientStorage()
  const challenger = await readCard(lake, version)
  if (challenger.featureSet === 'retrospective') {
    const reason = 'It uses what is known only at discharge: it is for comparison and never serves.'
    return await recordGate(rows, version, { decision: 'keep', reason })
  }

  // run again after its promotion, whose record was lost: what was decided stands
  const pointer = (await readChampion(lake))?.pointer
  if (pointer?.version === version && pointer.runId === runId) {
    return await recordGate(rows, version, { decision: 'promote', reason: pointer.reason })
  }

  // what can be known of the difference
  const serving = pointer?.version ?? null
  const champion = serving === null ? null : await readCard(lake, serving)
  const { heldOutDeaths } = challenger.evidence
  const comparable = heldOutDeaths >= FEWEST_DEATHS_TO_COMPARE && serving !== null
  const difference = comparable && serving !== version ? await compare(serving) : null

  // decide, and do it
  const gate = decide({
    challenger: { version, auroc: challenger.metrics.auroc },
    champion: champion && { version: champion.version, auroc: champion.metrics.auroc },
    evidence: {
      heldOutDeaths,
      difference,
      againstOasis: challenger.evidence.againstBaseline,
      leaks: [...leaks(challenger.leakage)],
    },
  })
  if (gate.decision === 'promote') {
    const at = new Date().toISOString()
    const { reason } = gate
    await promote(lake, rows, version, { by: 'gate', reason, runId, at, insteadOf: serving })
  }
  return await recordGate(rows, version, gate)

  async function compare(against: string) {
    const definition = await readJson(lake, studyPath(dataset, runId), studyDefinition)
    const { TEMPORARY_FOLDER } = readSettings(process.env)
    const gold = await localCacheOf(TEMPORARY_FOLDER, lake, definition.gold)
    const artifactOf = async (name: string) =>
      await readJson(lake, `${versionFolder(name)}model.json`, modelArtifact)
    return await onWorker('compareModels', {
      gold,
      definition,
      challenger: await artifactOf(version),
      champion: await artifactOf(against),
    })
  }
})

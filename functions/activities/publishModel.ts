import { withLocalCache } from '../../shared/compute/localCache.ts'
import { onWorker } from '../../shared/compute/pool.ts'
import { withTemporaryFolder } from '../../shared/compute/temporaryFolder.ts'
import { publishModel } from '../../shared/contracts/activities.ts'
import { studyDefinition, type Trial } from '../../shared/contracts/study.ts'
import { cohortReport, goldSummary, silverOf, silverVersions } from '../../shared/datasets/runs.ts'
import { studyPath, trialsOf } from '../../shared/datasets/studies.ts'
import { implement } from '../../shared/durable/implement.ts'
import { leakageProof } from '../../shared/leakage/leakageProof.ts'
import {
  type AvailabilityComparison,
  availabilityComparison,
  type VersionRole,
} from '../../shared/registry/card.ts'
import { publishVersion } from '../../shared/registry/versions.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { readJson } from '../../shared/storage/json.ts'
import { localCopies } from '../../shared/storage/localCopies.ts'
import { runFolder } from '../../shared/storage/paths.ts'
import { fitFamilies } from '../../shared/tuning/budget.ts'
import { selectBest, selectWinner, treeTrials } from '../../shared/tuning/selection.ts'
import { APP_VERSION } from '../http/appRoot.ts'

/**
 * Refits the study's winner, evaluates it, and writes the version with its card; and so the best model of our own tree
 * trainer, where that is another.
 */
implement(publishModel, async ({ dataset, runId, fingerprint, request }) => {
  const { lake, rows } = await patientStorage()
  const run = runFolder(dataset, runId)
  const definition = await readJson(lake, studyPath(dataset, runId), studyDefinition)
  const trials = await trialsOf(rows, runId)
  const complete = trials.filter(({ state }) => state === 'complete')
  if (complete.length === 0) {
    const reasons = trials.flatMap(({ error }) => error ?? []).slice(0, 3)
    return {
      ok: false as const,
      reason: `${dataset}: none of ${trials.length} trials could be trained: ${reasons.join('; ')}`,
    }
  }
  const { attrition } = await readJson(lake, `${run}cohort.json`, cohortReport)
  const gold = await readJson(lake, `${run}gold.json`, goldSummary)
  const silver = await silverOf(lake, dataset, runId)

  const { TEMPORARY_FOLDER } = readSettings(process.env)
  return await withTemporaryFolder(TEMPORARY_FOLDER, async folder => {
    const paths = complete.map(({ predictions }) => predictions ?? '')
    const files = await localCopies(lake, paths, folder)
    const fileOf = new Map(complete.map(({ number }, at) => [number, files[at] ?? '']))
    const known = {
      definition,
      trials,
      request,
      fingerprint,
      attrition: [...attrition, gold.measured],
      leftOut: fitFamilies(request.families, gold).leftOut,
      leakage: await readJson(lake, `${run}leakage.json`, leakageProof),
      codeVersion: APP_VERSION,
    }
    const publish = async (
      role: VersionRole,
      candidates: readonly Trial[],
      availability: AvailabilityComparison | null,
    ) => {
      const predictions = Object.fromEntries(
        candidates.map(({ number }) => [number, fileOf.get(number) ?? '']),
      )
      const task = { ...known, role, predictions, availability }
      const { artifact, card, baseline, xgboost } = await withLocalCache(
        TEMPORARY_FOLDER,
        lake,
        definition.gold,
        async goldFile => onWorker('publishModel', { gold: goldFile, ...task }),
      )
      return await publishVersion(lake, rows, {
        artifact,
        card,
        baseline,
        xgboost,
        lineage: {
          dataset,
          fingerprint,
          runId,
          studyId: runId,
          published: new Date().toISOString(),
          codeVersion: APP_VERSION,
          gold: { version: gold.version, path: gold.path },
          silver: silverVersions(silver),
        },
      })
    }

    const compared = await readJson(lake, `${run}availability.json`, availabilityComparison)
    const trees = treeTrials(complete)
    const areOther = trees.length > 0 && selectBest(trees).number !== selectWinner(complete).number
    // one after the other: the winner is the newer one
    const other = areOther ? await publish('best-trees', trees, null) : undefined
    const { version, family } = await publish('winner', complete, compared)
    const bestTrees = trees.length === 0 ? null : (other?.version ?? version)
    return { ok: true as const, version, family, bestTrees }
  })
})

import { join } from 'node:path'
import { onWorker } from '../../shared/compute/pool.ts'
import { withTemporaryFolder } from '../../shared/compute/temporaryFolder.ts'
import { proveNoLeak } from '../../shared/contracts/activities.ts'
import { byTable } from '../../shared/datasets/goldSources.ts'
import { keepProof, provedBefore, samplePath } from '../../shared/datasets/leakageSamples.ts'
import { goldSummary, silverOf } from '../../shared/datasets/runs.ts'
import { implement } from '../../shared/durable/implement.ts'
import { type LeakageProof, leaks } from '../../shared/leakage/leakageProof.ts'
import { STAY_TABLES } from '../../shared/leakage/rebuildGold.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { readJson } from '../../shared/storage/json.ts'
import { localCopies } from '../../shared/storage/localCopies.ts'
import { runFolder } from '../../shared/storage/paths.ts'

/** Changes the future of some patients of the cohort, and looks whether one of their features moves. */
implement(proveNoLeak, async ({ dataset, runId, request }) => {
  const { lake } = await patientStorage()
  const run = runFolder(dataset, runId)
  const silver = await silverOf(lake, dataset, runId)
  const samples = silver.eventParts.map((_, part) => samplePath(run, part))
  const before = await provedBefore(lake, run, samples)
  if (before !== undefined) {
    await keepProof(lake, run, samples, before)
    return countsOf(before)
  }

  const gold = await readJson(lake, `${run}gold.json`, goldSummary)
  return await withTemporaryFolder(readSettings(process.env).TEMPORARY_FOLDER, async folder => {
    // all rows of the sampled patients
    const events = byTable(silver, await localCopies(lake, samples, folder))
    const stays: Record<string, readonly string[]> = {}
    for (const table of STAY_TABLES) {
      const parts = silver.tables[table]?.parts
      if (parts !== undefined) stays[table] = await localCopies(lake, parts, folder)
    }
    const cohort = join(folder, 'cohort.parquet')
    await lake.download(`${run}cohort.parquet`, cohort)
    const wholeGold = join(folder, 'gold.parquet')
    await lake.download(gold.path, wholeGold)

    const proof = await onWorker('proveNoLeak', {
      events,
      stays,
      cohort,
      wholeGold,
      request,
      folder,
    })
    await keepProof(lake, run, samples, proof)
    return countsOf(proof)
  })
})

function countsOf(proof: LeakageProof): { mutations: number; leaks: number } {
  return { mutations: proof.future.mutations, leaks: leaks(proof).length }
}

import { getClient, input } from 'durable-functions'
import { checkReadiness } from '../../shared/contracts/activities.ts'
import { settleDataset } from '../../shared/contracts/orchestrations.ts'
import { trainingRequest } from '../../shared/contracts/training.ts'
import { readManifest } from '../../shared/datasets/manifest.ts'
import { promotionsOf } from '../../shared/datasets/promotions.ts'
import { readinessOf } from '../../shared/datasets/readiness.ts'
import { implement } from '../../shared/durable/implement.ts'
import { startOnce } from '../../shared/durable/startOnce.ts'
import { startTraining } from '../../shared/durable/startTraining.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'

/** Starts training when the dataset is whole: once per distinct state of the data, however often it is asked. */
implement(
  checkReadiness,
  async ({ dataset, settled }, context) => {
    const { lake, rows } = await patientStorage()
    const client = getClient(context)
    const manifest = await readManifest(lake, dataset)
    const readiness = readinessOf(await promotionsOf(rows, dataset), manifest)
    const { state, message } = readiness
    if (!('fingerprint' in readiness) || (manifest !== undefined && 'reason' in manifest)) {
      return { state, message }
    }

    const { fingerprint } = readiness
    if (state === 'settling' && settled !== fingerprint) {
      const seconds = readSettings(process.env).SETTLE_SECONDS
      const wait = { dataset, fingerprint, seconds }
      await startOnce(client, settleDataset, `settle-${dataset}-${fingerprint}`, wait)
      return { state, message }
    }

    const runId = `train-${dataset}-${fingerprint}`
    await startTraining(client, rows, {
      dataset,
      runId,
      studyId: runId,
      fingerprint,
      request: manifest?.training ?? trainingRequest.parse({}),
      cause: 'data',
      created: new Date().toISOString(),
    })
    return { state: 'ready' as const, message, runId }
  },
  { extraInputs: [input.durableClient()] },
)

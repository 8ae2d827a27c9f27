import { withLocalCache } from '../../shared/compute/localCache.ts'
import { onWorker } from '../../shared/compute/pool.ts'
import { decideChampion } from '../../shared/contracts/activities.ts'
import { studyDefinition } from '../../shared/contracts/study.ts'
import { studyPath } from '../../shared/datasets/studies.ts'
import { implement } from '../../shared/durable/implement.ts'
import { countLook } from '../../shared/registry/comparisons.ts'
import { championArtifact, gateQuestion, readArtifact } from '../../shared/registry/contender.ts'
import {
  carryOut,
  type GateRecord,
  gateRecordOf,
  openRecord,
} from '../../shared/registry/decisions.ts'
import {
  barred,
  decideSeen,
  decideUnseen,
  type GateVerdict,
  incomparable,
} from '../../shared/registry/gate.ts'
import { gateAnswer } from '../../shared/registry/gateAnswer.ts'
import type { GateComparison } from '../../shared/registry/gateQuestion.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { readJson } from '../../shared/storage/json.ts'

/** The gate: whether the new version serves from now on, or a person is to decide it. */
implement(decideChampion, async ({ dataset, runId, instanceId, version, mode }) => {
  const { lake, rows } = await patientStorage()
  const { APPROVAL_SECONDS, TEMPORARY_FOLDER } = readSettings(process.env)

  // run again: what was decided stands
  let record = (await gateRecordOf(rows, instanceId))?.row ?? (await judge())
  let done = await carryOut(lake, rows, record)
  while (done === undefined) {
    // another version was promoted meanwhile: it is the one to beat now
    record = await judge()
    done = await carryOut(lake, rows, record)
  }
  return await gateAnswer(rows, done)

  async function judge(): Promise<GateRecord> {
    const question = await gateQuestion(lake, rows, version)
    const fixed = barred(question)
    const unseen = fixed ?? decideUnseen(question)
    const { verdict, comparison } =
      unseen === undefined ? await compared(question) : { verdict: unseen, comparison: null }
    const asksPerson =
      fixed === undefined &&
      (mode === 'manual' || (mode === 'enabled' && verdict.decision === 'manual'))
    const now = Date.now()
    const judged: GateRecord = {
      instanceId,
      runId,
      dataset,
      mode,
      challenger: version,
      champion: question.champion?.version ?? null,
      ...verdict,
      at: new Date(now).toISOString(),
      comparison,
      approval: asksPerson
        ? { until: new Date(now + 1000 * APPROVAL_SECONDS).toISOString(), answer: null }
        : null,
      outcome: null,
    }
    await openRecord(rows, judged)
    return judged
  }

  async function compared({ champion, card }: Awaited<ReturnType<typeof gateQuestion>>): Promise<{
    verdict: GateVerdict
    comparison: GateComparison | null
  }> {
    const against = champion?.version ?? ''
    const { number } = await countLook(rows, {
      dataset,
      patients: card.metrics.patients,
      challenger: version,
      champion: against,
      runId,
      at: new Date().toISOString(),
    })
    const served = await championArtifact(lake, against)
    if ('obstacle' in served) return { verdict: incomparable(served.obstacle), comparison: null }
    const definition = await readJson(lake, studyPath(dataset, runId), studyDefinition)
    const task = { definition, challenger: await readArtifact(lake, version), champion: served }
    const result = await withLocalCache(TEMPORARY_FOLDER, lake, definition.gold, async gold =>
      onWorker('compareModels', { gold, ...task }),
    )
    if ('obstacle' in result) return { verdict: incomparable(result.obstacle), comparison: null }
    const comparison = { number, ...result, groups: [...result.groups] }
    return { verdict: decideSeen(comparison), comparison }
  }
})

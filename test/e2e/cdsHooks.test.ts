import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { cdsResponse } from '../../shared/cds/riskCard.ts'
import { replayedPrediction } from '../../shared/serving/replay.ts'
import { bundleOf, ENCOUNTERS, OBSERVATIONS, PATIENT } from '../shared/fhir/sampleBundle.ts'
import { publishChampion } from '../shared/registry/publishChampion.ts'
import { oasisArtifact } from '../shared/serving/sampleModels.ts'
import { type RunningSystem, runSystem } from './runningSystem.ts'

const SERVICE = '/api/cds-services/icu-mortality'
const HOOK = '0b1c2d3e-4f50-4a61-8b72-9c83ad94be05'

let system: RunningSystem

beforeAll(async () => {
  system = await runSystem()
  await publishChampion(system, { artifact: oasisArtifact() })
})

afterAll(async () => await system?.stop())

async function send(path: string, body: object): Promise<{ status: number; json: unknown }> {
  const answered = await fetch(`${system.baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answered.status, json: await answered.json() }
}

const discovery = z.object({
  services: z.array(
    z.object({ hook: z.string(), id: z.string(), prefetch: z.record(z.string(), z.string()) }),
  ),
})

/** What the FHIR server answers to the query of each prefetch. */
const CHART: Readonly<Record<string, object>> = {
  Patient: PATIENT,
  Encounter: ENCOUNTERS,
  Observation: bundleOf(OBSERVATIONS),
}

/** Calls the service as an EHR does that knows only what discovery says. */
async function call(without?: string) {
  const found = await system.api.get('/api/cds-services', discovery)
  const [service] = found?.services ?? []
  expect(service).toMatchObject({ hook: 'patient-view', id: 'icu-mortality' })
  const prefetch = Object.fromEntries(
    Object.entries(service?.prefetch ?? {})
      .filter(([name]) => name !== without)
      .map(([name, query]) => [name, CHART[/^\w+/.exec(query)?.[0] ?? '']]),
  )
  return await send(SERVICE, {
    hook: service?.hook,
    hookInstance: HOOK,
    context: { userId: 'Practitioner/1', patientId: PATIENT.id },
    prefetch,
  })
}

describe('an EHR that opens the chart of an ICU patient', () => {
  it('gets a card with the risk by OASIS, whose prediction is in the log and replays to the bit', async () => {
    const answer = await call()
    expect(answer.status).toBe(200)
    const [card, ...others] = cdsResponse.parse(answer.json).cards
    expect(others).toEqual([])
    // mimic-code's points: pre-ICU 12 h: 0, age 70: 6, GCS 9: 4, heart rate 118: 3, MAP 55: 2, breaths 24: 1,
    // 38.5 °C: 2, urine 350 mL: 10, ventilated: 9, no elective surgery: 6
    const risk = 1 / (1 + Math.exp(6.1746 - 0.1275 * (6 + 4 + 3 + 2 + 1 + 2 + 10 + 9 + 6)))
    expect(card?.summary).toContain(`${(risk * 100).toFixed(1)} %`)

    const assessment = card?.suggestions?.[0]?.actions[0]?.resource
    expect(assessment).toMatchObject({
      resourceType: 'RiskAssessment',
      status: 'final',
      subject: { reference: 'Patient/pat-1' },
      prediction: [{ probabilityDecimal: Math.round(risk * 10_000) / 100 }],
    })
    const basis = z.array(z.object({ reference: z.string() })).parse(assessment?.['basis'])
    expect(basis).toContainEqual({ reference: 'Observation/urine-2' })
    expect(basis).not.toContainEqual({ reference: 'Observation/hr-late' })

    // the log is written behind the answer
    await expect
      .poll(
        async () => await system.api.get(`/api/predictions/${card?.uuid}`, replayedPrediction),
        {
          timeout: 30_000,
        },
      )
      .toMatchObject({
        source: 'cds',
        replayed: { identical: true },
        probability: expect.closeTo(risk, 12),
      })
  })

  it('is told with 412 what of the prefetch is missing, and tells what became of a card', async () => {
    const answer = await call('observations')
    expect(answer.status).toBe(412)
    expect(answer.json).toMatchObject({
      code: 'PREFETCH_MISSING',
      errors: [{ pointer: '/prefetch/observations' }],
    })
    const feedback = { card: HOOK, outcome: 'accepted', outcomeTimestamp: '2026-03-02T08:00:00Z' }
    expect((await send(`${SERVICE}/feedback`, { feedback: [feedback] })).status).toBe(200)
  })
})

import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { cdsFeedbackHandler, cdsServiceHandler } from '../../../functions/triggers/cdsHooks.ts'
import { CDS_SERVICES } from '../../../shared/cds/cdsRequest.ts'
import { type Card, cdsResponse } from '../../../shared/cds/riskCard.ts'
import { closeWorkers } from '../../../shared/compute/pool.ts'
import type { Serving } from '../../../shared/serving/serving.ts'
import {
  bundleOf,
  ENCOUNTERS,
  OBSERVATIONS,
  observed,
  PATIENT,
} from '../../shared/fhir/sampleBundle.ts'
import { sampleFeature } from '../../shared/registry/sampleVersion.ts'
import { logisticArtifact, oasisArtifact } from '../../shared/serving/sampleModels.ts'
import { call, memoryServing, withChampion } from './servingSample.ts'

const HOOK = '0b1c2d3e-4f50-4a61-8b72-9c83ad94be05'
const CONTEXT = { userId: 'Practitioner/1', patientId: 'pat-1', encounterId: 'enc-1' }
const PREFETCH = {
  patient: PATIENT,
  encounters: ENCOUNTERS,
  observations: bundleOf(OBSERVATIONS),
}

const handlerOn = (serving: Serving) => cdsServiceHandler(async () => serving)

function request(prefetch: object | undefined, changes: object = {}) {
  return { hook: 'patient-view', hookInstance: HOOK, context: CONTEXT, prefetch, ...changes }
}

async function cardsFor(prefetch: object, artifact = logisticArtifact()) {
  const answer = await call(handlerOn(await withChampion(artifact)), { body: request(prefetch) })
  expect(answer.status).toBe(200)
  return cdsResponse.parse(answer.json).cards
}

afterAll(closeWorkers)

async function oasisDetailOf(...observations: readonly object[]): Promise<string | undefined> {
  const prefetch = { ...PREFETCH, observations: bundleOf(observations) }
  return (await cardsFor(prefetch, oasisArtifact()))[0]?.detail
}

function assessmentOf(card: Card | undefined) {
  return card?.suggestions?.[0]?.actions[0]?.resource
}

describe('POST /api/cds-services/icu-mortality', () => {
  it('answers a card with the probability of the model, by hand: −2 + 0.5 + 0.3 · 4.1 + 1 − 0.1', async () => {
    const [card, ...others] = await cardsFor(PREFETCH)
    expect(others).toEqual([])
    const age = (Date.UTC(2026, 2, 1, 8) - Date.UTC(1956, 2, 1)) / 86_400_000 / 365.242
    const logit = -2 + (0.5 * (age - 60)) / 10 + 0.3 * 4.1 + 1 - 0.1
    const percentage = 100 / (1 + Math.exp(-logit))
    expect(card?.summary).toContain(`${percentage.toFixed(1)} % (high)`)
    expect(card).toMatchObject({ indicator: 'critical', selectionBehavior: 'at-most-one' })
    expect(card?.detail).toMatch(/Raises it: .*lactate_max: 4\.1 mmol\/L/)
    expect(card?.detail).toMatch(/Raises it: .*mech_vent_any: yes/)
    expect(card?.detail).toMatch(/based on 2 observations\.$/)
    expect(card?.detail).toContain('Research tool')
  })

  it('offers to file a RiskAssessment: per cent, the observations it rests on, the model and its version', async () => {
    const [card] = await cardsFor(PREFETCH)
    const assessment = assessmentOf(card)
    expect(assessment).toMatchObject({
      resourceType: 'RiskAssessment',
      status: 'final',
      subject: { reference: 'Patient/pat-1' },
      encounter: { reference: 'Encounter/enc-1' },
      method: { text: expect.stringMatching(/^in-hospital-mortality, version [0-9a-f]{12}$/) },
      identifier: [{ value: `urn:uuid:${card?.uuid}` }],
    })
    expect(assessment?.['basis']).toEqual([
      { reference: 'Observation/vent-1' },
      { reference: 'Observation/lac-1' },
    ])
    const predicted = JSON.stringify(assessment?.['prediction'])
    const percentage = Number(/"probabilityDecimal":([\d.]+)/.exec(predicted)?.[1])
    expect(card?.summary).toContain(`${percentage.toFixed(1)} %`)
    expect(predicted).toContain('"code":"high"')
  })

  it('computes OASIS from the chart', async () => {
    const [card] = await cardsFor(PREFETCH, oasisArtifact())
    // mimic-code's points: pre-ICU 12 h: 0, age 70: 6, GCS 9: 4, heart rate 118: 3, MAP 55: 2, breaths 24: 1,
    // 38.5 °C: 2, urine 350 mL: 10, ventilated: 9, no elective surgery: 6
    const points = 0 + 6 + 4 + 3 + 2 + 1 + 2 + 10 + 9 + 6
    const percentage = 100 / (1 + Math.exp(6.1746 - 0.1275 * points))
    expect(card?.summary).toContain(`${percentage.toFixed(1)} %`)
    expect(card?.detail).not.toContain('Not known')
  })

  it('says in its summary where most inputs are unknown', async () => {
    const [full] = await cardsFor(PREFETCH, oasisArtifact())
    expect(full?.summary).not.toContain('unknown')
    const observations = bundleOf([observed('hr-1', '8867-4', 92, '/min', 1)])
    const [sparse] = await cardsFor({ ...PREFETCH, observations }, oasisArtifact())
    const told = /Not known, counted as normal: (\d+ of \d+ inputs) /.exec(
      sparse?.detail ?? '',
    )?.[1]
    expect(told).toBeDefined()
    expect(sparse?.summary).toContain(`(low), ${told} unknown, research tool`)
  })

  it('says that who has vital signs and no setting of a ventilator counts as not ventilated', async () => {
    const pulse = observed('hr-1', '8867-4', 92, '/min', 1)
    const peep = observed('peep', '76248-4', 8, 'cm[H2O]', 2)
    expect(await oasisDetailOf(pulse)).toContain('Counted as not ventilated')
    expect(await oasisDetailOf(pulse, peep)).not.toContain('ventilated**')
    // without vital signs nothing is concluded, and the flag is missing
    const temperature = observed('t', '8310-5', 38, 'Cel', 1)
    expect(await oasisDetailOf(temperature)).not.toContain('Counted as not ventilated')
  })

  it('says which of its inputs no FHIR resource is read for', async () => {
    const features = [
      ...logisticArtifact().features,
      { ...sampleFeature('vasopressor_any'), description: 'Any vasopressor' },
    ]
    const [card] = await cardsFor(PREFETCH, logisticArtifact({ features }))
    expect(card?.detail).toMatch(/\*\*Not in this risk\*\*, .*: Any vasopressor\./)
    expect((await cardsFor(PREFETCH))[0]?.detail).not.toContain('Not in this risk')
  })

  it.each([
    ['nothing', []],
    ['what comes too late', [observed('hr-late', '8867-4', 190, '/min', 25)]],
    ['what no input is computed from', [observed('sodium', '2951-2', 139, 'mmol/L', 2)]],
  ])('estimates no risk from %s', async (_, observations) => {
    const serving = await withChampion(oasisArtifact())
    const answer = await call(handlerOn(serving), {
      body: request({ ...PREFETCH, observations: bundleOf(observations) }),
    })
    const [card, ...others] = cdsResponse.parse(answer.json).cards
    expect(others).toEqual([])
    expect(card?.summary).toContain('not estimated')
    expect(`${card?.summary} ${card?.detail}`).not.toContain('%')
    expect(card).toMatchObject({ indicator: 'info' })
    expect(card).not.toHaveProperty('suggestions')
    await serving.log.drained()
    expect(serving.log.status()).toEqual({ written: 0, waiting: 0, dropped: 0 })
  })

  it('names what is missing and what was refused, and says where the chart is not whole', async () => {
    const odd = observed('odd', '2524-7', 4, 'g/L', 2)
    const warm = observed('warm', '8310-5', 99, 'furlong', 2)
    const ventilated = observed('peep', '76248-4', 8, 'cm[H2O]', 2)
    const observations = {
      ...bundleOf([odd, warm, ventilated, { resourceType: 'Observation' }]),
      link: [{ relation: 'next', url: 'https://fhir.example/next' }],
    }
    const [card] = await cardsFor({ ...PREFETCH, observations })
    expect(card?.detail).toContain(
      '1 of Lactate (unit unknown for it); 1 of Temperature (unit unknown for it)',
    )
    expect(card?.detail).toContain('Not known, filled as in training: 1 of 4 inputs')
    expect(card?.detail).toContain('Not read as FHIR R4: 1 resources')
    expect(card?.detail).toContain('not sent whole')
    // filed in the chart, the risk stands without the card
    const notes = JSON.stringify(assessmentOf(card)?.['note'])
    for (const caveat of ['1 of Lactate', '1 of 4 inputs', '1 resources', 'not sent whole']) {
      expect(notes).toContain(caveat)
    }
  })

  it('has no card for who is in no ICU, or is no adult', async () => {
    expect(await cardsFor({ ...PREFETCH, encounters: bundleOf([]) })).toEqual([])
    const child = { ...PATIENT, birthDate: '2015-06-01' }
    expect(await cardsFor({ ...PREFETCH, patient: child })).toEqual([])
    const other = structuredClone(ENCOUNTERS)
    for (const { resource } of other.entry) {
      Object.assign(resource, { subject: { reference: 'Patient/pat-2' } })
    }
    expect(await cardsFor({ ...PREFETCH, encounters: other })).toEqual([])
  })

  it('calls an assessment preliminary while the first 24 h are not over', async () => {
    const begun = new Date(Date.now() - 5 * 3_600_000).toISOString()
    const encounters = bundleOf([
      { resourceType: 'Encounter', type: [{ text: 'ICU' }], period: { start: begun } },
    ])
    const unnamed = {
      ...observed('lac-1', '2524-7', 4, 'mmol/L', 0),
      id: undefined,
      effectiveDateTime: new Date(Date.now() - 4 * 3_600_000).toISOString(),
    }
    const [card] = await cardsFor({ ...PREFETCH, encounters, observations: bundleOf([unnamed]) })
    expect(assessmentOf(card)).toMatchObject({ status: 'preliminary' })
    // it rests on no observation that can be named, and no array of FHIR may be empty
    expect(assessmentOf(card)).not.toHaveProperty('basis')
    expect(card?.detail).toContain('not over: 5 h')
  })

  it('logs the prediction under the uuid of the card, and nothing of the chart', async () => {
    const serving = await withChampion(logisticArtifact())
    const answer = await call(handlerOn(serving), { body: request(PREFETCH) })
    await serving.log.drained()
    expect(serving.log.status()).toMatchObject({ written: 1, dropped: 0 })
    expect(answer.logged).toEqual([])
    expect(answer.body).not.toContain('Mustermann')
  })

  it.each([
    [undefined, ['patient', 'encounters', 'observations']],
    [{ ...PREFETCH, observations: null }, ['observations']],
  ])('is 412 where the prefetch lacks something', async (prefetch, missing) => {
    const answer = await call(handlerOn(await withChampion(logisticArtifact())), {
      body: request(prefetch),
    })
    expect(answer.status).toBe(412)
    expect(answer.json.code).toBe('PREFETCH_MISSING')
    expect(answer.json.errors.map(({ pointer }) => pointer)).toEqual(
      missing.map(name => `/prefetch/${name}`),
    )
  })

  it.each([
    [{ hook: 'order-sign' }, '/hook'],
    [{ hookInstance: 'x' }, '/hookInstance'],
    [{ context: { userId: 'x' } }, '/context/patientId'],
    [{ context: { patientId: 'pat-2' } }, '/prefetch/patient/id'],
    [{ prefetch: { ...PREFETCH, patient: ENCOUNTERS } }, '/prefetch/patient'],
  ])('is 400 and says where for %j', async (changes, pointer) => {
    const answer = await call(handlerOn(await withChampion(logisticArtifact())), {
      body: request(PREFETCH, changes),
    })
    expect(answer.status).toBe(400)
    expect(answer.json.errors[0]?.pointer).toBe(pointer)
  })

  it('asks to come back while there is no champion', async () => {
    const answer = await call(handlerOn(memoryServing()), { body: request(PREFETCH) })
    expect(answer.status).toBe(503)
    expect(answer.json.code).toBe('NO_CHAMPION')
  })

  it('answers whatever it is sent with cards or a 4xx', async () => {
    const handler = handlerOn(await withChampion(logisticArtifact()))
    const part = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(PATIENT, ENCOUNTERS, bundleOf(OBSERVATIONS)),
    )
    const resource = fc.record({
      resourceType: fc.constantFrom('Observation', 'Encounter', 'Patient'),
      status: fc.oneof(fc.constant('final'), fc.jsonValue()),
      code: fc.oneof(fc.constant(OBSERVATIONS[0]?.code), fc.jsonValue()),
      effectiveDateTime: fc.oneof(fc.constant('2026-03-01T10:00:00Z'), fc.jsonValue()),
      valueQuantity: fc.oneof(fc.record({ value: fc.double(), code: fc.string() }), fc.jsonValue()),
      component: fc.jsonValue(),
    })
    const prefetch = fc.record({
      patient: fc.oneof(fc.constant(PATIENT), part),
      encounters: fc.oneof(fc.constant(ENCOUNTERS), part),
      observations: fc.oneof(fc.array(resource).map(bundleOf), part),
    })
    const body = fc.oneof(
      prefetch.map(sent => request(sent)),
      fc.jsonValue(),
    )
    await fc.assert(
      fc.asyncProperty(body, async sent => {
        const answer = await call(handler, { body: JSON.stringify(sent) })
        expect([200, 400, 412]).toContain(answer.status)
      }),
      { numRuns: 200 },
    )
  }, 120_000)
})

describe('GET /api/cds-services', () => {
  it('offers one service, of which each query names the patient', () => {
    const [service] = CDS_SERVICES.services
    expect(service).toMatchObject({ hook: 'patient-view', id: 'icu-mortality' })
    for (const query of Object.values(service?.prefetch ?? {})) {
      expect(query).toContain('{{context.patientId}}')
    }
    expect(service?.prefetch.observations).toContain('http://loinc.org|8867-4')
  })
})

describe('POST /api/cds-services/icu-mortality/feedback', () => {
  const feedback = { card: HOOK, outcome: 'overridden', outcomeTimestamp: '2026-03-02T08:00:00Z' }

  it('notes outcomes by card, without reasons', async () => {
    const reason = { userComment: 'Erika is well' }
    const answer = await call(cdsFeedbackHandler, {
      body: { feedback: [{ ...feedback, overrideReason: reason }] },
    })
    expect(answer.status).toBe(200)
    expect(answer.logged.join()).toContain(`cds card ${HOOK}: overridden`)
    expect(answer.logged.join()).not.toContain('Erika')
  })

  it.each([
    { feedback: [] },
    { feedback: [{ ...feedback, card: 'x\ny' }] },
    { feedback: [{ ...feedback, outcome: 'liked' }] },
  ])('refuses %j', async body => {
    expect((await call(cdsFeedbackHandler, { body })).status).toBe(400)
  })
})

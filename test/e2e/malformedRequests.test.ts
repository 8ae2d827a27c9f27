import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { predictResponse } from '../../shared/serving/score.ts'
import { publishChampion } from '../shared/registry/publishChampion.ts'
import { oasisArtifact } from '../shared/serving/sampleModels.ts'
import { type MalformedRequest, malformedRequest, wellFormedRequests } from './malformedRequest.ts'
import { ROOT, type RunningSystem, runSystem } from './runningSystem.ts'

const SEED = 20_260_301
const REQUESTS = 4_000
/** From here on the host has compiled what it needs and its heap has the size that the load asks for. */
const WARM = 2_000
/** What they leave behind is looked at from here on. */
const LAST = 3_600
const AT_ONCE = 8
/** Less than a third of the bodies of the requests between, so that a host that kept them would grow by more. */
const GROWTH_MB = 60

let system: RunningSystem
beforeAll(async () => {
  system = await runSystem()
  await publishChampion(system, { artifact: oasisArtifact() })
})
afterAll(async () => await system?.stop())

async function answerTo({ path, contentType, body }: MalformedRequest) {
  const answered = await fetch(`${system.baseUrl}/api/${path}`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body,
  })
  return { bytes: body.length, status: answered.status, answer: await answered.text() }
}

async function send(index: number) {
  return { index, ...(await answerTo(malformedRequest(SEED, index))) }
}

/** Charts that nothing is wrong with: few of the others get as far as the thread that reads the rows of stays. */
const CHARTS = wellFormedRequests().filter(({ body }) => /"stay"|"prefetch"/.test(textOf(body)))

/**
 * What `send` was answered, eight requests at a time, and the host's memory in MB after every 50; between them the calls
 * with a chart, and what they were answered.
 */
async function sendAll(from: number, to: number) {
  const answers: Awaited<ReturnType<typeof send>>[] = []
  const charts: number[] = []
  const memory: number[] = []
  let next = from
  const line = async (): Promise<void> => {
    while (next < to) {
      answers.push(await send(next++))
      if (answers.length % 50 !== 0) continue
      memory.push(memoryOfHost())
      for (const chart of CHARTS) charts.push((await answerTo(chart)).status)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, line))
  return { answers, charts, memory }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString()
}

/** Whether an answer tells how or where the server is built. */
function tells(answer: string): boolean {
  return (
    /\n\s+at |node:internal|node_modules|\.[cm]?[jt]s:\d+|file:\/\//.test(answer) ||
    answer.includes(ROOT) ||
    answer.includes(system.stateFolder)
  )
}

function memoryOfHost(): number {
  const status = readFileSync(`/proc/${system.processes.host.pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024
}

async function probability(): Promise<number | undefined> {
  const patient = { features: { age: 70, gcs_min: 3, mech_vent_any: 1, elective_surgery: 0 } }
  const { predictions } = await system.api.post('/api/predict', patient, predictResponse)
  return predictions[0]?.probability
}

describe(`${REQUESTS} malformed requests`, () => {
  it('are each answered for what they are: no error of the server, no word of its insides, and it stays as it was', async () => {
    const before = await probability()
    const { pid } = system.processes.host

    // the thread that reads the rows of stays has loaded then what it needs
    for (let round = 0; round < 5; round++) {
      for (const request of wellFormedRequests()) await answerTo(request)
    }
    const first = await sendAll(0, WARM)
    const later = await sendAll(WARM, LAST)
    const last = await sendAll(LAST, REQUESTS)
    const answers = [...first.answers, ...later.answers, ...last.answers]
    // garbage comes and goes: what stays is below its lowest point
    const warm = Math.max(...first.memory)
    const grown = Math.min(...last.memory) - warm

    expect(answers.filter(({ status }) => status >= 500)).toEqual([])
    expect(answers.filter(({ answer }) => tells(answer))).toEqual([])
    expect(CHARTS).toHaveLength(2)
    const charts = [...first.charts, ...later.charts, ...last.charts]
    expect(charts).toEqual(Array(CHARTS.length * Math.floor(REQUESTS / 50)).fill(200))
    // it is malformed requests that were sent
    const refused = answers.filter(({ status }) => status >= 400)
    expect(refused.length).toBeGreaterThan(REQUESTS / 2)

    expect(system.processes.host).toMatchObject({ pid, exitCode: null, signalCode: null })
    expect(await probability()).toBe(before)
    expect(before).toBeCloseTo(1 / (1 + Math.exp(6.1746 - 0.1275 * 31)), 12)
    console.log(
      `malformed requests: the host's memory grew by ${grown.toFixed(0)} MB from ${warm.toFixed(0)} MB; ${refused.length} were refused`,
    )
    const sent = later.answers.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20
    expect(sent).toBeGreaterThan(3 * GROWTH_MB)
    expect(grown).toBeLessThan(GROWTH_MB)
  })
})

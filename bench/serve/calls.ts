import { z } from 'zod'
import { cdsResponse } from '../../shared/cds/riskCard.ts'
import type { Instance } from '../../shared/serving/predictRequest.ts'
import { median } from '../median.ts'
import { drawChart } from './chart.ts'

/** Instances of the one big call, and how often it is made. */
export const BATCH = 10_000
const BATCH_CALLS = 5
const CHART_CALLS = 20

/** What is read of an answer, the app's or a peer's. */
export const probabilities = z.object({
  predictions: z.array(z.object({ probability: z.number() })),
})

/** Milliseconds of the call of 10,000 patients, from outside; the median. @throws where not all are answered */
export async function bigCall(
  url: string,
  patients: readonly Instance[],
  signal: AbortSignal,
): Promise<number> {
  const instances = Array.from({ length: BATCH }, (_, row) => patients[row % patients.length])
  const call = { url, body: JSON.stringify({ instances }), times: BATCH_CALLS, assert: assertAll }
  return await medianOfCalls(call, signal)
}

function assertAll(text: string): void {
  const { predictions } = probabilities.parse(JSON.parse(text))
  if (predictions.length !== BATCH)
    throw new Error(`${predictions.length} of ${BATCH} are answered`)
}

/** Milliseconds of each of the calls that take a day's chart of a patient, explained; the medians. */
export async function chartCalls(
  baseUrl: string,
  seed: number,
  signal: AbortSignal,
): Promise<{ readonly stay: number; readonly cds: number }> {
  const { stay, cds } = drawChart(seed)
  const calls = {
    stay: { url: `${baseUrl}/api/predict`, body: stay, times: CHART_CALLS, assert: assertStay },
    cds: {
      url: `${baseUrl}/api/cds-services/icu-mortality`,
      body: cds,
      times: CHART_CALLS,
      assert: assertCard,
    },
  }
  return {
    stay: await medianOfCalls(calls.stay, signal),
    cds: await medianOfCalls(calls.cds, signal),
  }
}

function assertStay(text: string): void {
  probabilities.parse(JSON.parse(text))
}

function assertCard(text: string): void {
  if (cdsResponse.parse(JSON.parse(text)).cards.length !== 1) throw new Error('there is no card')
}

interface RepeatedCall {
  readonly url: string
  readonly body: string
  readonly times: number
  /** Throws where the first answer is not what was asked for. */
  readonly assert: (text: string) => void
}

/** Milliseconds of a call, made again when it was answered; the first one compiles what the others use. */
async function medianOfCalls(
  { url, body, times, assert }: RepeatedCall,
  signal: AbortSignal,
): Promise<number> {
  const taken: number[] = []
  for (let call = 0; call <= times; call++) {
    const started = performance.now()
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(url, { method: 'POST', headers, body, signal })
    const text = await answer.text()
    if (call > 0) taken.push(performance.now() - started)
    if (!answer.ok) throw new Error(`${url} answers ${answer.status}`)
    if (call === 0) assert(text)
  }
  return median(taken)
}

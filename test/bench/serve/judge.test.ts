import { describe, expect, it } from 'vitest'
import { judgeServing } from '../../../bench/serve/judge.ts'
import type { LoadReport } from '../../../bench/serve/load.ts'
import { medianReport, type ServeFigures } from '../../../bench/serve/measure.ts'

function report(requestsPerSecond: number, changes: Partial<LoadReport> = {}): LoadReport {
  return { requestsPerSecond, p50: 1, p99: 15, cpuMillisecondsPerRequest: 0.25, ...changes }
}

const LIMITS: ServeFigures = {
  loads: {
    empty: report(4_000),
    parsing: report(3_600),
    plain: report(3_200),
    explained: report(1_000, { cpuMillisecondsPerRequest: 1.45 }),
    fastApi: report(1_000),
    flask: report(500),
  },
  batchMilliseconds: 400,
  chartMilliseconds: { stay: 50, cds: 50 },
  coldStart: { importMilliseconds: 300, milliseconds: 500, status: 200, loadsDuckdb: false },
}

const resultsOf = (figures: ServeFigures) => judgeServing(figures).map(({ result }) => result)

function withLoads(loads: Partial<ServeFigures['loads']>): ServeFigures {
  return { ...LIMITS, loads: { ...LIMITS.loads, ...loads } }
}

describe('what serving must show', () => {
  it('is met at the limits', () => {
    expect(new Set(resultsOf(LIMITS))).toEqual(new Set(['met']))
  })

  it.each([
    ['the empty function', 0, withLoads({ empty: report(3_999), plain: report(3_999) })],
    ['one patient', 1, withLoads({ plain: report(3_199) })],
    [
      'the CPU of an explanation',
      2,
      withLoads({ explained: report(1_000, { cpuMillisecondsPerRequest: 1.46 }) }),
    ],
    ['the latency', 3, withLoads({ explained: report(1_000, { p99: 16 }) })],
    ['FastAPI', 4, withLoads({ fastApi: report(1_001) })],
    ['Flask', 5, withLoads({ flask: report(501) })],
    ['the big call', 6, { ...LIMITS, batchMilliseconds: 401 }],
    ['the cold start', 7, { ...LIMITS, coldStart: { ...LIMITS.coldStart, milliseconds: 501 } }],
    ['DuckDB', 8, { ...LIMITS, coldStart: { ...LIMITS.coldStart, loadsDuckdb: true } }],
  ])('is missed beyond that of %s, and of nothing else', (_, place, figures) => {
    const results = resultsOf(figures)
    expect(results.flatMap((result, at) => (result === 'met' ? [] : [at]))).toEqual([place])
  })

  it('is not judged where a peer or /proc is missing', () => {
    const unknown = { cpuMillisecondsPerRequest: undefined }
    const without = withLoads({
      fastApi: undefined,
      flask: undefined,
      explained: report(1_000, unknown),
    })
    const results = resultsOf(without)
    expect([results[2], results[4], results[5]]).toEqual(Array(3).fill('not judged'))
  })
})

describe('the turns of a load', () => {
  it('come to medians, and to nothing where there are none', () => {
    const turns = [report(100, { p99: 9 }), report(900, { p99: 1 }), report(200, { p99: 5 })]
    expect(medianReport(turns)).toMatchObject({ requestsPerSecond: 200, p99: 5 })
    expect(medianReport([...turns, report(1, { cpuMillisecondsPerRequest: undefined })])).toEqual(
      expect.objectContaining({ cpuMillisecondsPerRequest: undefined }),
    )
    expect(medianReport([])).toBeUndefined()
  })
})

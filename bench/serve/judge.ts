import type { Verdict } from '../benchmark.ts'
import { atLeast, atMost, notJudged, verdict } from '../verdicts.ts'
import { BATCH } from './calls.ts'
import type { ServeFigures } from './measure.ts'

const EMPTY_REQUESTS = 4_000
const SHARE_OF_EMPTY = 0.8
const EXPLANATION_CPU = 1.2
const EXPLAINED_P99 = 15
const TIMES_FAST_API = 1
const TIMES_FLASK = 2
const BATCH_MILLISECONDS = 400
const COLD_START_MILLISECONDS = 500

/** Each target with what came out. */
export function judgeServing({ loads, batchMilliseconds, coldStart }: ServeFigures): Verdict[] {
  const { empty, plain, explained } = loads
  if (empty === undefined || plain === undefined || explained === undefined) {
    throw new RangeError('there must be at least one turn')
  }
  const asked = explained.requestsPerSecond
  return [
    atLeast(
      `an empty function: at least ${EMPTY_REQUESTS.toLocaleString('en')} requests/s`,
      empty.requestsPerSecond,
      EMPTY_REQUESTS,
      0,
    ),
    atLeast(
      `one patient without explanation: at least ${SHARE_OF_EMPTY} of the empty function's requests/s`,
      plain.requestsPerSecond / empty.requestsPerSecond,
      SHARE_OF_EMPTY,
    ),
    explanationCpu(plain.cpuMillisecondsPerRequest, explained.cpuMillisecondsPerRequest),
    atMost(
      `one patient explained: p99 at most ${EXPLAINED_P99} ms`,
      explained.p99,
      EXPLAINED_P99,
      0,
    ),
    timesPeer('FastAPI and uvicorn', asked, loads.fastApi?.requestsPerSecond, TIMES_FAST_API),
    timesPeer('Flask and gunicorn', asked, loads.flask?.requestsPerSecond, TIMES_FLASK),
    atMost(
      `${BATCH.toLocaleString('en')} patients in one call without explanations: at most ${BATCH_MILLISECONDS} ms`,
      batchMilliseconds,
      BATCH_MILLISECONDS,
      0,
    ),
    atMost(
      `cold start of the scoring function, import to first answer: at most ${COLD_START_MILLISECONDS} ms`,
      coldStart.milliseconds,
      COLD_START_MILLISECONDS,
      0,
    ),
    verdict(
      'DuckDB not loaded by then',
      coldStart.loadsDuckdb ? 'loaded' : 'not loaded',
      !coldStart.loadsDuckdb,
    ),
  ]
}

function explanationCpu(plain: number | undefined, explained: number | undefined): Verdict {
  const target = `an exact explanation: at most ${EXPLANATION_CPU} ms more CPU a request`
  return plain === undefined || explained === undefined
    ? notJudged(target, 'without /proc the CPU of a process is not known')
    : atMost(target, explained - plain, EXPLANATION_CPU)
}

function timesPeer(peer: string, ours: number, theirs: number | undefined, times: number): Verdict {
  const target = `one patient explained: at least ${times === 1 ? 'the' : `${times} times the`} requests/s of ${peer} around XGBoost`
  return theirs === undefined
    ? notJudged(target, 'it is not installed')
    : atLeast(target, ours / theirs, times)
}

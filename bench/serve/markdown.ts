import { circumstances } from '../circumstances.ts'
import { markdownTable } from '../markdownTable.ts'
import { BATCH } from './calls.ts'
import { CHARTED_VALUES } from './chart.ts'
import type { Load, ServeFigures, ServeOptions } from './measure.ts'
import { PYTHON_PEERS } from './pythonServers.ts'

const NAMES: Readonly<Record<Load, string>> = {
  empty: 'empty function',
  parsing: 'function that parses the same body and answers a constant',
  plain: 'one patient, `?explain=false`',
  explained: 'one patient, explained',
  fastApi: `${PYTHON_PEERS.fastApi.name}, explained`,
  flask: `${PYTHON_PEERS.flask.name}, explained`,
}

/** What was measured, as Markdown. */
export function servingLines(
  { loads, batchMilliseconds, chartMilliseconds, coldStart }: ServeFigures,
  { turns, seconds }: Pick<ServeOptions, 'turns' | 'seconds'>,
): readonly string[] {
  const names: readonly Load[] = ['empty', 'parsing', 'plain', 'explained', 'fastApi', 'flask']
  return [
    `${circumstances()}; medians of ${turns} turns of ${seconds} s.`,
    '',
    ...markdownTable(
      ['8 connections', 'requests/s', 'p50', 'p99', 'CPU a request'],
      names.map(name => {
        const report = loads[name]
        if (report === undefined) return [NAMES[name], 'not installed', '', '', '']
        const { requestsPerSecond, p50, p99, cpuMillisecondsPerRequest: cpu } = report
        return [
          NAMES[name],
          requestsPerSecond.toFixed(0),
          `${p50} ms`,
          `${p99} ms`,
          cpu === undefined ? 'unknown' : `${cpu.toFixed(2)} ms`,
        ]
      }),
    ),
    '',
    `${BATCH.toLocaleString('en')} patients in one call: ${batchMilliseconds.toFixed(0)} ms. A day's chart of ${CHARTED_VALUES} values, explained: ${chartMilliseconds.stay.toFixed(0)} ms as a \`stay\`, ${chartMilliseconds.cds.toFixed(0)} ms as a call of CDS Hooks. Cold start: ${coldStart.milliseconds.toFixed(0)} ms, of which ${coldStart.importMilliseconds.toFixed(0)} ms are the import.`,
  ]
}

import { join } from 'node:path'
import type { Benchmark } from '../benchmark.ts'
import { readChartSource } from './chartSource.ts'
import { writeCopies } from './growChartevents.ts'

export const dataBenchmark: Benchmark = {
  name: 'data',
  summary: "CHARTEVENTS at many times the demo's size: how fast it is made",
  options: {
    data: {
      type: 'string',
      help: 'DIR  of the open demo (default: ../shared/data/mimic-iii-demo-1.4)',
    },
    sizes: { type: 'string', help: '10,100  how many times as large as the demo' },
  },
  async run(values, { folder, signal, say }) {
    const { chart, origin } = await readChartSource(
      String(values['data'] ?? '../shared/data/mimic-iii-demo-1.4'),
    )
    for (const copies of String(values['sizes'] ?? '10')
      .split(',')
      .map(Number)) {
      const began = performance.now()
      const { rows, bytes } = await writeCopies(
        chart,
        copies,
        join(folder, 'CHARTEVENTS.csv'),
        signal,
      )
      say(
        `${copies}× ${origin}: ${rows} rows, ${bytes} bytes in ${(performance.now() - began) / 1000} s`,
      )
    }
    return { figures: {}, verdicts: [] }
  },
}

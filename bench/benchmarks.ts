import type { Benchmark } from './benchmark.ts'
import { dataBenchmark } from './data/dataBenchmark.ts'
import { gateBenchmark } from './gate/gateBenchmark.ts'
import { leakageBenchmark } from './leakage/leakageBenchmark.ts'
import { learnBenchmark } from './learn/learnBenchmark.ts'
import { serveBenchmark } from './serve/serveBenchmark.ts'

/** All that `npm run bench` knows, in the order in which it runs them. */
export const BENCHMARKS: readonly Benchmark[] = [
  dataBenchmark,
  leakageBenchmark,
  learnBenchmark,
  gateBenchmark,
  serveBenchmark,
]

/** `npm run bench [-- NAME …] [options]`: measures, and exits 1 when a target is not met. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import type { Benchmark, BenchmarkOutcome, OptionValues } from './benchmark.ts'
import { BENCHMARKS } from './benchmarks.ts'
import { flag, helpOf, optional } from './options.ts'

const COMMON = z.object({
  json: optional('FILE', 'also write the figures and verdicts there'),
  state: optional('DIR', "where the temporary files go (default: the system's folder)"),
  help: flag('list the benchmarks and their options'),
})

const USAGE = `npm run bench [-- NAME …] [options]
Runs the benchmarks named, or all; each compares with a peer that it measures in the same run. Exit 1: a target not met.
${BENCHMARKS.map(usageOf).join('\n')}
  with any of them
${optionLines(COMMON)}`

async function main(): Promise<void> {
  const { names, values } = parse(process.argv.slice(2))
  const { json, state, help } = COMMON.parse(values)
  if (help) {
    console.log(USAGE)
    return
  }
  const chosen = choose(names, values)

  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => interrupted.abort(new Error(`ended by ${signal}`)))
  }

  const outcomes: Record<string, BenchmarkOutcome> = {}
  for (const benchmark of chosen) {
    console.log(`\n${benchmark.name}: ${benchmark.summary}`)
    const parent = resolve(state ?? tmpdir())
    const folder = await mkdtemp(join(parent, `icu-mortality-bench-${benchmark.name}-`))
    try {
      outcomes[benchmark.name] = await benchmark.run(values, {
        folder,
        signal: interrupted.signal,
        say: line => console.log(line),
      })
    } catch (error) {
      // what was waited for then says only that it was broken off
      throw interrupted.signal.aborted ? interrupted.signal.reason : error
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  for (const [name, { verdicts }] of Object.entries(outcomes)) {
    console.log(`\n${name}`)
    for (const { target, measured, result } of verdicts) {
      console.log(`  ${result.padEnd(10)}  ${target}: ${measured}`)
    }
  }
  if (json !== undefined) await writeFile(json, `${JSON.stringify(outcomes, null, 2)}\n`)
  const isMissed = Object.values(outcomes).some(({ verdicts }) =>
    verdicts.some(({ result }) => result === 'not met'),
  )
  process.exitCode = isMissed ? 1 : 0
}

function parse(args: readonly string[]): {
  readonly names: readonly string[]
  readonly values: OptionValues
} {
  const options = Object.fromEntries(
    [COMMON, ...BENCHMARKS.map(benchmark => benchmark.options)].flatMap(({ shape }) =>
      Object.entries(shape).map(([name, option]) => [name, { type: typeOf(option) }] as const),
    ),
  )
  const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true })
  return { names: positionals, values: { ...values } }
}

function choose(names: readonly string[], values: OptionValues): readonly Benchmark[] {
  const unknown = names.find(name => BENCHMARKS.every(benchmark => benchmark.name !== name))
  if (unknown !== undefined) {
    const known = BENCHMARKS.map(({ name }) => name).join(', ')
    throw new Error(`there is no benchmark "${unknown}"; there are: ${known}`)
  }
  const chosen = BENCHMARKS.filter(({ name }) => names.length === 0 || names.includes(name))
  const stray = Object.keys(values).find(
    option =>
      !(option in COMMON.shape) && chosen.every(({ options }) => !(option in options.shape)),
  )
  if (stray !== undefined) {
    throw new Error(`--${stray} means nothing to ${chosen.map(({ name }) => name).join(', ')}`)
  }
  return chosen
}

function usageOf({ name, summary, options }: Benchmark): string {
  return `  ${name}: ${summary}\n${optionLines(options)}`
}

function optionLines({ shape }: z.ZodObject): string {
  const lines = Object.entries(shape).map(([name, option]) => {
    const { placeholder, about } = helpOf(option)
    return `    --${name}${placeholder === null ? '' : ` ${placeholder}`}  ${about}`
  })
  return lines.join('\n')
}

function typeOf(option: z.core.$ZodType): 'string' | 'boolean' {
  return helpOf(option).placeholder === null ? 'boolean' : 'string'
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}
// what was broken off may still wait for a storage that is gone
process.exit()

/**
 * How long the scoring function takes in a Node that has loaded nothing, from its import to its first answer:
 * `node coldStartProcess.js MODEL_FILE VERSION`. The body comes by standard input; the registry is in memory, as a network
 * would be measured too. Prints a report as its last line.
 */
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { championLake } from './championLake.ts'
import type { ColdStart } from './coldStart.ts'

const [file = '', version = ''] = process.argv.slice(2)
const body = await text(process.stdin)
const bytes = await readFile(file)
const lake = await championLake(bytes, version)
const { memoryRows } = await import('../../shared/storage/memoryRows.ts')

const started = performance.now()
const [{ predictHandler }, { servingOn }, { default: functions }] = await Promise.all([
  import('../../functions/triggers/predict.ts'),
  import('../../shared/serving/serving.ts'),
  import('@azure/functions'),
])
const imported = performance.now()
const serving = servingOn(lake, memoryRows())
const answer = await predictHandler(async () => serving)(
  new functions.HttpRequest({
    url: 'http://127.0.0.1/api/predict',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: { string: body },
  }),
  new functions.InvocationContext(),
)
const milliseconds = performance.now() - started

const report: ColdStart = {
  importMilliseconds: imported - started,
  milliseconds,
  status: typeof answer === 'object' && answer !== null ? Number(answer.status) : 0,
  loadsDuckdb: nativeLibraries().some(library => /duckdb/i.test(library)),
}
console.log(JSON.stringify(report))
// the log of predictions would wait for more of them
process.exit(0)

/** DuckDB without its library would be no use: a module that is loaded brings it. */
function nativeLibraries(): readonly string[] {
  const said: unknown = process.report.getReport()
  const has = typeof said === 'object' && said !== null && 'sharedObjects' in said
  const libraries = has ? said.sharedObjects : []
  return Array.isArray(libraries) ? libraries.map(String) : []
}

/** Our boosting in a process of its own: `node boostingProcess.js FOLDER COLUMNS TREES DEPTH ETA MAX_BIN`. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rank, rankedAuroc } from '../../shared/evaluation/ranking.ts'
import { ensembleMargins } from '../../shared/models/boosting/margins.ts'
import { boostingParameters } from '../../shared/models/boosting/parameters.ts'
import { trainBoosting } from '../../shared/models/boosting/train.ts'
import { sigmoid } from '../../shared/models/link.ts'
import type { Matrix } from '../../shared/models/matrix.ts'
import { median } from '../median.ts'
import { peakMemoryOf } from '../processUsage.ts'
import type { LearnerReport } from './learnerReport.ts'

/** How often the test rows are predicted: the first time with code that is not compiled yet. */
const TIMES = 9

const [folder = '', columnsText, treesText, depthText, etaText, binsText] = process.argv.slice(2)
const columns = Number(columnsText)
const parameters = boostingParameters.parse({
  numRounds: Number(treesText),
  maxDepth: Number(depthText),
  eta: Number(etaText),
  maxBin: Number(binsText),
})

const train = await matrixOf('train')
const cpuBefore = process.cpuUsage()
const began = performance.now()
const ensemble = trainBoosting(train, await readFile(join(folder, 'train.u8')), parameters, {
  seed: 1,
})
const fitSeconds = (performance.now() - began) / 1000
const cpu = process.cpuUsage(cpuBefore)

const test = await matrixOf('test')
const seconds: number[] = []
let scores = new Float64Array()
for (let time = 0; time < TIMES; time++) {
  const before = performance.now()
  scores = ensembleMargins(ensemble, test).map(sigmoid)
  seconds.push((performance.now() - before) / 1000)
}

const report: LearnerReport = {
  fitSeconds,
  fitCpuSeconds: (cpu.user + cpu.system) / 1e6,
  predictSeconds: median(seconds),
  auroc: rankedAuroc(rank(await readFile(join(folder, 'test.u8')), scores)),
  peakBytes: peakMemoryOf(process.pid) ?? null,
  note: `ours, Node ${process.version}`,
}
console.log(JSON.stringify(report))

async function matrixOf(name: string): Promise<Matrix> {
  const bytes = await readFile(join(folder, `${name}.f32`))
  const floats = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
  return {
    rows: floats.length / columns,
    columns,
    names: Array.from({ length: columns }, (_, column) => `x${column}`),
    values: Float64Array.from(floats),
  }
}

import { readdir } from 'node:fs/promises'
import { progressOn } from './progress.ts'
import { parseSynthOptions, SYNTH_USAGE } from './synthOptions.ts'
import { writeSynthetic } from './writeSynthetic.ts'

const SHOW_EVERY_MS = 500

/** `npm run synth`: writes a made-up hospital of any size. */
async function main(): Promise<void> {
  const options = parseSynthOptions(process.argv.slice(2))
  if (options === 'help') {
    console.log(SYNTH_USAGE)
    return
  }
  const { out, gzip, upperCase, quiet, ...dataset } = options
  if (!(await isEmpty(out))) {
    throw new Error(`--out ${out}: is not empty; name a new folder, or empty this one first`)
  }

  const progress = progressOn(process.stderr, quiet)
  const total = dataset.patients
  let shown = Date.now()
  await writeSynthetic(out, dataset, {
    gzip,
    upperCase,
    onPatient: (table, done) => {
      if (Date.now() - shown < SHOW_EVERY_MS) return
      shown = Date.now()
      progress.show([{ name: table, done, total, note: 'patients' }])
    },
  })
  progress.keep()
  console.log(`${out}: 26 tables, ground-truth.csv`)
}

async function isEmpty(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return true
    throw error
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})

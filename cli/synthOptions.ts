import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { MOST_DIRT } from '../shared/synthetic/dirt.ts'
import { MOST_PATIENTS } from '../shared/synthetic/population.ts'
import { parseOptions } from './optionErrors.ts'

export const SYNTH_USAGE = `npm run synth -- --out DIR [--patients N] [--seed S] [--dirt X] [--broken SHARE]
             [--gzip] [--upper-case] [--quiet]
  A made-up hospital in MIMIC-III's shape: 26 tables, and ground-truth.csv with each stay's true
  risk. The same options give the same bytes.
  --out DIR       a new or empty folder
  --patients N    1 … ${MOST_PATIENTS} (default 400; about 75 kB each)
  --seed S        a whole number (default 1)
  --dirt X        how often the oddities of the real data come, all of which stay in: 0 never,
                  1 (default) as often as in the real data or a little oftener … ${MOST_DIRT}
  --broken SHARE  of the rows, 0 (default) … 1: so many are followed by a broken copy, which has to
                  be quarantined
  --gzip          TABLE.csv.gz
  --upper-case    headers in capitals, as in the full release
  --quiet         no progress`

export interface SynthOptions {
  readonly out: string
  readonly patients: number
  readonly seed: number
  readonly dirt: number
  readonly broken: number
  readonly gzip: boolean
  readonly upperCase: boolean
  readonly quiet: boolean
}

const optionsSchema = z.object({
  out: z.string({ error: '--out DIR is required: the folder to write to' }).min(1),
  patients: z.coerce.number().int().min(1).max(MOST_PATIENTS).default(400),
  seed: z.coerce.number().int().default(1),
  dirt: z.coerce.number().min(0).max(MOST_DIRT).default(1),
  broken: z.coerce.number().min(0).max(1).default(0),
})

/** Parses the command line; throws with what is wrong. */
export function parseSynthOptions(args: readonly string[]): SynthOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      out: { type: 'string' },
      patients: { type: 'string' },
      seed: { type: 'string' },
      dirt: { type: 'string' },
      broken: { type: 'string' },
      gzip: { type: 'boolean', default: false },
      'upper-case': { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const parsed = parseOptions(optionsSchema, values)
  const { gzip, quiet } = values
  return {
    ...parsed,
    out: resolve(parsed.out),
    gzip,
    upperCase: values['upper-case'],
    quiet,
  }
}

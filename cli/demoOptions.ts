import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { MOST_TRIALS } from '../shared/contracts/training.ts'
import { datasetNameOf, datasetOption } from './datasetFiles.ts'
import { parseOptions } from './optionErrors.ts'

export const USAGE = `npm run demo -- [--data DIR] [--dataset NAME] [--trials N] [--port P] [--state DIR]
             [--exit] [--json FILE] [--quiet]
  --data DIR      the CSVs to drop; without it a built-in synthetic dataset
  --dataset NAME  its name; by default made from DIR's
  --trials N      search budget, all families together (default 100)
  --port P        the Functions host's port (default 7071)
  --state DIR     where Azurite and the emulator keep their files (default .state)
  --exit          stop at the end; exit 0 only if a model was published and a patient was scored.
                  Where a model of another dataset serves, the new one is published and waits for a
                  person: the report says so, and the patient is scored by the one that serves
  --json FILE     also write the final report there
  --quiet         no progress`

export interface DemoOptions {
  readonly data: string | undefined
  readonly dataset: string
  readonly trials: number | undefined
  readonly port: number
  readonly state: string
  readonly exit: boolean
  readonly json: string | undefined
  readonly quiet: boolean
  readonly help: boolean
}

const optionsSchema = z.object({
  trials: z.coerce.number().int().min(1).max(MOST_TRIALS).optional(),
  port: z.coerce.number().int().min(1).max(65_535).default(7071),
})

/** Parses the command line; throws with what is wrong. */
export function parseDemoOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      dataset: { type: 'string' },
      trials: { type: 'string' },
      port: { type: 'string' },
      state: { type: 'string' },
      exit: { type: 'boolean', default: false },
      json: { type: 'string' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const data = values.data === undefined ? undefined : resolve(values.data)
  const named = values.dataset ?? (data === undefined ? 'synthetic' : datasetNameOf(data))
  const { trials, port } = parseOptions(optionsSchema, values)
  return {
    data,
    dataset: datasetOption(named),
    trials,
    port,
    state: resolve(values.state ?? '.state'),
    exit: values.exit,
    json: values.json === undefined ? undefined : resolve(values.json),
    quiet: values.quiet,
    help: values.help,
  }
}

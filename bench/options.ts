import { relative } from 'node:path'
import { z } from 'zod'
import { DEMO } from './project.ts'

/** What `--help` says of an option. */
export interface OptionHelp {
  /** `N` of `--runs N`; null: the option is a flag and takes no value. */
  readonly placeholder: string | null
  readonly about: string
}

const HELP = z.registry<OptionHelp>()

/**
 * An option that takes a value.
 *
 * @param text - what holds where it is not given, as it would be given
 * @param schema - of the text that is given
 */
export function valued<Value extends z.ZodType<unknown, string>>(
  placeholder: string,
  about: string,
  text: string,
  schema: Value,
) {
  const option = z.string().default(text).pipe(schema)
  HELP.add(option, { placeholder, about: `${about} (default: ${text})` })
  return option
}

/** An option that takes a value, and means something else where it is not given. */
export function optional(placeholder: string, about: string) {
  return z.string().optional().register(HELP, { placeholder, about })
}

/** An option without a value. */
export function flag(about: string) {
  return z.boolean().default(false).register(HELP, { placeholder: null, about })
}

/** What was declared of an option by one of the above. */
export function helpOf(option: z.core.$ZodType): OptionHelp {
  const help = HELP.get(option)
  if (help === undefined) throw new Error('an option was declared without its help')
  return help
}

/** Numbers with commas between them, each once, in ascending order. */
export function numbers(each: z.ZodType<number, string>) {
  return z
    .string()
    .transform(text => text.split(','))
    .pipe(z.array(each))
    .transform(values => [...new Set(values)].sort((a, b) => a - b))
}

/** A whole number within bounds. */
export function whole(least: number, most: number) {
  return z.coerce.number<string>().int().min(least).max(most)
}

/** Options that mean the same to every benchmark that has them. */
export const dataOption = valued(
  'DIR',
  'with the CSVs of the open demo',
  relative(process.cwd(), DEMO),
  z.string(),
)
export const seedOption = valued(
  'S',
  'of all that is drawn',
  '1',
  whole(0, Number.MAX_SAFE_INTEGER),
)
export const portOption = valued('P', "the Functions host's", '7171', whole(1, 65_535))
export const writeOption = flag('put the figures into bench/README.md')

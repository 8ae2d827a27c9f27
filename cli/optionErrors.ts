import type { z } from 'zod'
import { issueInWords } from '../shared/http/issueInWords.ts'

/**
 * Parses the options of a command line.
 *
 * @throws naming each option that is wrong, with what it must be: `--trials 0: must be at least 1`
 */
export function parseOptions<T>(
  schema: z.ZodType<T>,
  given: Readonly<Record<string, string | boolean | undefined>>,
): T {
  const parsed = schema.safeParse(given, { error: issueInWords })
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map(({ path, message }) => {
    const name = String(path[0])
    const value = given[name]
    return value === undefined ? message : `--${name} ${value}: ${message}`
  })
  throw new Error(lines.join('\n'))
}

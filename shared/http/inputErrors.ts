import type { z } from 'zod'
import { issueInWords } from './issueInWords.ts'
import { AppError, type InputError } from './problem.ts'

/** At most so many findings are listed; more help nobody. */
export const MAXIMUM_ERRORS = 100

/**
 * Parses a JSON value by its schema.
 *
 * @param remark - what to say of an unknown field of this name, where there is more to say
 * @throws AppError INVALID_INPUT naming every field that is wrong
 */
export function parseInput<T>(
  schema: z.ZodType<T>,
  value: unknown,
  remark: (field: string) => string | undefined = () => undefined,
): T {
  const parsed = schema.safeParse(value, { error: issueInWords })
  if (parsed.success) return parsed.data
  throw invalidInput(parsed.error.issues.flatMap(issue => inputErrors(issue, remark)))
}

/** INVALID_INPUT with its findings, cut to `MAXIMUM_ERRORS`; `total` where more were counted than kept. */
export function invalidInput(errors: readonly InputError[], total = errors.length): AppError {
  const listed = errors.slice(0, MAXIMUM_ERRORS)
  const first = listed[0]
  const where =
    first === undefined ? '' : ` First: ${first.pointer || 'the body'} ${first.message}.`
  const cut = total > listed.length ? ` The first ${listed.length} are listed.` : ''
  const count = total === 1 ? 'One field is wrong.' : `${total} fields are wrong.`
  return new AppError('INVALID_INPUT', `${count}${where}${cut}`, { errors: listed })
}

/** RFC 6901: `/instances/3/heart_rate_mean`; the whole document is the empty string. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map(step => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function inputErrors(
  issue: z.core.$ZodIssue,
  remark: (field: string) => string | undefined,
): InputError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => ({
      pointer: jsonPointer([...issue.path, key]),
      message: remark(key) ?? 'is not a known field',
    }))
  }
  return [{ pointer: jsonPointer(issue.path), message: issue.message }]
}

import type { HttpRequest } from '@azure/functions'
import { invalidInput } from '../../shared/http/inputErrors.ts'

/** What the host reads: the key of a function, and whose it is. */
const OF_THE_HOST: ReadonlySet<string> = new Set(['code', 'clientid'])

/**
 * The request's query, where it names nothing else than `names`: a mistyped parameter would go without its effect, and
 * without a word.
 *
 * @throws AppError INVALID_INPUT
 */
export function queryOf({ query }: HttpRequest, names: readonly string[]): URLSearchParams {
  const others = [...query.keys()].filter(
    name => !names.includes(name) && !OF_THE_HOST.has(name.toLowerCase()),
  )
  if (others.length === 0) return query
  const known = names.length === 0 ? 'this call takes none' : `known are ${names.join(', ')}`
  const message = `is no parameter of this call; ${known}`
  throw invalidInput([...new Set(others)].map(name => ({ pointer: `?${name}`, message })))
}

import type { z } from 'zod'

/** What zod expects, as JSON's readers call it. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

/** What is wrong with a value, to be read behind where it is; undefined where zod's own words have to do. */
export function issueInWords(issue: z.core.$ZodRawIssue): string | undefined {
  const must = mustBe(issue)
  if (must === undefined) return undefined
  return issue.input === undefined ? `is missing: ${must}` : must
}

function mustBe(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    const kind = KINDS[issue.expected]
    return kind && `must be ${kind}`
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(value => JSON.stringify(value)).join(', ')
    return `must be ${issue.values.length > 1 ? 'one of ' : ''}${values}`
  }
  if (issue.code === 'too_small') {
    const how = issue.inclusive === false ? 'more than' : 'at least'
    return bounded(issue.origin, how, issue.minimum)
  }
  if (issue.code === 'too_big') {
    const how = issue.inclusive === false ? 'less than' : 'at most'
    return bounded(issue.origin, how, issue.maximum)
  }
  if (issue.code === 'invalid_format' && issue.format === 'uuid') return 'must be a UUID'
  if (issue.code === 'invalid_format' && issue.format === 'datetime') {
    return 'must be an ISO 8601 time such as 2026-03-02T08:00:00Z'
  }
  return undefined
}

/** Of a text its length is bounded, of a list its entries. */
function bounded(origin: string, how: string, bound: number | bigint): string | undefined {
  switch (origin) {
    case 'number':
    case 'int':
      return `must be ${how} ${bound}`
    case 'string':
      return `must have ${how} ${bound} ${bound === 1 ? 'character' : 'characters'}`
    case 'array':
      return `must have ${how} ${bound} ${bound === 1 ? 'entry' : 'entries'}`
    default:
      return undefined
  }
}

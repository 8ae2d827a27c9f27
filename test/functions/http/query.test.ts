import functions from '@azure/functions'
import { describe, expect, it } from 'vitest'
import { queryOf } from '../../../functions/http/query.ts'

// the class is no named export of the CommonJS package
const asked = (search: string) => {
  const query = Object.fromEntries(new URLSearchParams(search))
  return new functions.HttpRequest({ method: 'GET', url: 'http://localhost/api/x', query })
}

describe('queryOf', () => {
  it('gives what is known, and leaves the key of the function to the host', () => {
    const query = queryOf(asked('explain=false&code=secret&clientId=default'), ['explain', 'log'])
    expect(query.get('explain')).toBe('false')
    expect(query.get('log')).toBeNull()
  })

  it.each([
    ['explian=false', ['explain', 'log'], '?explian', 'known are explain, log'],
    ['Explain=false', ['explain', 'log'], '?Explain', 'known are explain, log'],
    ['trials=5', [], '?trials', 'this call takes none'],
  ])('refuses %s, naming it and what is known', (search, names, pointer, known) => {
    expect(() => queryOf(asked(search), names)).toThrow(
      expect.objectContaining({
        code: 'INVALID_INPUT',
        message: `One field is wrong. First: ${pointer} is no parameter of this call; ${known}.`,
      }),
    )
  })
})

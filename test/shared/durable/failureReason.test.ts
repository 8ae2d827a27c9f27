import { describe, expect, it } from 'vitest'
import { failureReason } from '../../../shared/durable/failureReason.ts'

/** As durable-functions puts the host's message and the exception together. */
const EXCEPTION = JSON.stringify({
  $type: 'System.Exception, System.Private.CoreLib',
  Message: 'column "age" is a list',
  RemoteStackTrace: 'Error: column "age" is a list\n    at file:///home/site/wwwroot/dist/x.js:1:1',
})

describe('why an activity failed', () => {
  it('is told in its own words, without name, exception, stack trace or path', () => {
    const error = new Error(
      `Activity function 'scoreRange' failed: column "age" is a list \n ${EXCEPTION}`,
    )
    expect(failureReason(error)).toBe('column "age" is a list')
  })

  it('keeps all lines of a message, and messages of another kind as they are', () => {
    const error = new Error(`Activity function 'a1' failed: first\nsecond {"a":1} \n ${EXCEPTION}`)
    expect(failureReason(error)).toBe('first\nsecond {"a":1}')
    expect(failureReason(new Error('a range of it is open'))).toBe('a range of it is open')
    expect(failureReason('away')).toBe('away')
  })

  it('is cut where it would not fit into a row of Table Storage', () => {
    const reason = failureReason(new Error('no '.repeat(20_000)))
    expect(reason).toMatch(/^(no )+no…$/)
    expect(reason.length).toBe(2_001)
  })
})

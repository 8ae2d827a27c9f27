import { describe, expect, it } from 'vitest'
import {
  asStayUnderWay,
  MOST_STAYS,
  requireRoomForStay,
} from '../../../shared/serving/stayQueue.ts'

describe('stays under way', () => {
  it('are bounded: one more is told when to come back, and has room when any has ended, also by an error', async () => {
    const ends: ((error?: Error) => void)[] = []
    const untilTold = async (): Promise<void> => {
      await new Promise<void>((resolve, reject) => {
        ends.push(error => (error === undefined ? resolve() : reject(error)))
      })
    }
    const running = Array.from({ length: MOST_STAYS }, async () => await asStayUnderWay(untilTold))

    const refusal = { code: 'TOO_MANY_STAYS', retryAfterSeconds: 5 }
    expect(requireRoomForStay).toThrow(expect.objectContaining(refusal))
    let ran = false
    const late = asStayUnderWay(async () => {
      ran = true
    })
    await expect(late).rejects.toMatchObject(refusal)
    expect(ran).toBe(false)

    ends[0]?.(new Error('died'))
    await expect(running[0]).rejects.toThrow('died')
    await expect(asStayUnderWay(async () => await Promise.resolve('computed'))).resolves.toBe(
      'computed',
    )
    for (const end of ends) end()
    await Promise.all(running.slice(1))
  })
})

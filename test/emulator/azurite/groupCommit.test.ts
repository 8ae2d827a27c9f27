import { describe, expect, it } from 'vitest'
import { groupCommit } from '../../../emulator/groupCommit.ts'

describe('a group commit', () => {
  it('never says saved before a save that began later than the call has ended', async () => {
    let memory = 0
    let disk = 0
    const saved = groupCommit(async () => {
      const snapshot = memory
      await new Promise(resolve => setTimeout(resolve, 2))
      disk = snapshot
    })
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        await new Promise(resolve => setTimeout(resolve, index % 7))
        memory += 1
        const mine = memory
        await saved()
        expect(disk).toBeGreaterThanOrEqual(mine)
      }),
    )
  })

  it('shares one save among those who come together', async () => {
    let saves = 0
    const saved = groupCommit(async () => {
      saves += 1
    })
    await Promise.all(Array.from({ length: 20 }, async () => await saved()))
    expect(saves).toBe(1)
  })

  it('fails those whose save failed and nobody else', async () => {
    let broken = true
    const saved = groupCommit(async () => {
      if (broken) throw new Error('disk full')
    })
    await expect(saved()).rejects.toThrow('disk full')
    broken = false
    await expect(saved()).resolves.toBeUndefined()
  })
})

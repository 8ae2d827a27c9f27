import { describe, expect, it } from 'vitest'
import { chooseAzuritePorts } from '../../../emulator/azurite/ports.ts'

describe("Azurite's ports", () => {
  it('are given to one system at a time, also while nothing listens on them', async () => {
    const first = await chooseAzuritePorts()
    const second = await chooseAzuritePorts()
    expect(second.ports.blob).not.toBe(first.ports.blob)
    await first.release()
    await second.release()
  })
})

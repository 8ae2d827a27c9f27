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

  it('are others that no connection is lent meanwhile, where the first are taken', async () => {
    const chosen = [await chooseAzuritePorts(), await chooseAzuritePorts()]
    for (const { ports, release } of chosen) {
      // Linux lends ports from 32768 on
      for (const port of Object.values(ports)) expect(port).toBeLessThan(32_768)
      await release()
    }
  })
})

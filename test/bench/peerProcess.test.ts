import { expect, it } from 'vitest'
import { z } from 'zod'
import { missingModules, runPythonWithin } from '../../bench/peerProcess.ts'

const without = await missingModules(['json'])
const SCRIPT = '../test/bench/answer.py'
const answer = z.object({ answer: z.int() })

it.skipIf(without !== undefined)(`a peer that never ends is stopped ${without ?? ''}`, async () => {
  const { signal } = new AbortController()
  const stopped = { stoppedAfter: 0.5 }
  expect(await runPythonWithin(0.5, SCRIPT, ['never'], answer, signal)).toEqual(stopped)
})

it.skipIf(without !== undefined)(
  `one that ends answers, and one that fails throws ${without ?? ''}`,
  async () => {
    const { signal } = new AbortController()
    expect(await runPythonWithin(3600, SCRIPT, ['42'], answer, signal)).toEqual({ answer: 42 })
    await expect(runPythonWithin(3600, SCRIPT, ['none'], answer, signal)).rejects.toThrow(
      'ValueError',
    )
  },
)

it.skipIf(without !== undefined)(`one is ended with the benchmark ${without ?? ''}`, async () => {
  const benchmark = new AbortController()
  const peer = runPythonWithin(3600, SCRIPT, ['never'], answer, benchmark.signal)
  benchmark.abort()
  await expect(peer).rejects.toThrow('aborted')
})

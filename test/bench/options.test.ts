import { relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { benchmark, type OptionValues } from '../../bench/benchmark.ts'
import { BENCHMARKS } from '../../bench/benchmarks.ts'
import { flag, helpOf, numbers, valued, whole } from '../../bench/options.ts'
import { DEMO } from '../../bench/project.ts'

const context = { folder: '', signal: new AbortController().signal, say: () => {} }

/** What a benchmark is given of the options of the command line. */
async function givenTo(values: OptionValues): Promise<unknown> {
  const tried = benchmark({
    name: 'try',
    summary: 'gives its options back',
    options: z.object({
      sizes: valued('N,N', 'sizes', '10,100', numbers(whole(1, 1000))),
      write: flag('write'),
    }),
    measure: async options => await Promise.resolve({ figures: options, verdicts: [] }),
  })
  return (await tried.run(values, context)).figures
}

describe('the options of a benchmark', () => {
  it('are parsed from texts, and have their defaults', async () => {
    expect(await givenTo({})).toEqual({ sizes: [10, 100], write: false })
    expect(await givenTo({ sizes: '20,5,20', write: true, other: 'of another' })).toEqual({
      sizes: [5, 20],
      write: true,
    })
  })

  it.each(['', '0', '5,,6', '1001', '2.5', 'ten'])('refuse sizes of "%s" by name', async sizes => {
    await expect(givenTo({ sizes })).rejects.toThrow('sizes')
  })

  it.each(BENCHMARKS.map(({ name, options }) => [name, options] as const))(
    '%s: every one has its help, and a default that is in order',
    (_, options) => {
      for (const option of Object.values(options.shape)) {
        expect(helpOf(option).about).not.toBe('')
      }
      expect(options.safeParse({})).toMatchObject({ success: true })
    },
  )

  it('find the open demo from where they are given', () => {
    const learn = BENCHMARKS.find(({ name }) => name === 'learn')
    expect(learn?.options.parse({})['data']).toBe(relative(process.cwd(), DEMO))
  })
})

import { execFileSync } from 'node:child_process'
import { Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { lineLog } from '../../emulator/lineLog.ts'

function sink(): { readonly stream: Writable; readonly writes: string[] } {
  const writes: string[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      writes.push(chunk.toString())
      done()
    },
  })
  return { stream, writes }
}

describe('lineLog', () => {
  it('writes the lines that can wait at the end of the turn, in one piece', async () => {
    const { stream, writes } = sink()
    const log = lineLog(stream)
    log.writeSoon('one')
    log.writeSoon('two')
    expect(writes).toEqual([])
    await setImmediate()
    expect(writes).toEqual(['one\ntwo\n'])
    log.writeSoon('three')
    await setImmediate()
    expect(writes).toEqual(['one\ntwo\n', 'three\n'])
  })

  it('writes the others at once, and keeps their order', async () => {
    const { stream, writes } = sink()
    const log = lineLog(stream)
    log.writeSoon('one')
    log.write('two')
    expect(writes.join('')).toBe('one\ntwo\n')
    log.writeSoon('three')
    await setImmediate()
    expect(writes.join('')).toBe('one\ntwo\nthree\n')
  })

  it('writes what is left when the process exits', () => {
    const module = new URL('../../dist/emulator/lineLog.js', import.meta.url).href
    const script = `
      import { lineLog } from ${JSON.stringify(module)}
      lineLog(process.stdout).writeSoon('the last')
      process.exit(3)`
    const run = (): string =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    expect(run).toThrowError(expect.objectContaining({ status: 3, stdout: 'the last\n' }))
  })
})

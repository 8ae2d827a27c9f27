import { describe, expect, it } from 'vitest'
import { parseDemoOptions } from '../../cli/demoOptions.ts'
import { parseSynthOptions } from '../../cli/synthOptions.ts'

describe('options that are wrong are named, with what they must be', () => {
  it.each([
    [['--trials', '0'], '--trials 0: must be at least 1'],
    [['--trials', '1.5'], '--trials 1.5: must be a whole number'],
    [['--port', 'abc'], '--port abc: must be a number'],
    [['--port', '65536'], '--port 65536: must be at most 65535'],
    [['--dataset', 'A_b'], '--dataset A_b: must be 1 to 63 lower-case letters'],
    [['--verbose'], "Unknown option '--verbose'"],
  ])('npm run demo -- %s', (args, message) => {
    expect(() => parseDemoOptions(args)).toThrow(message)
  })

  it.each([
    [[], '--out DIR is required: the folder to write to'],
    [['--out', 'x', '--patients', 'many'], '--patients many: must be a number'],
    [['--out', 'x', '--broken', '2'], '--broken 2: must be at most 1'],
  ])('npm run synth -- %s', (args, message) => {
    expect(() => parseSynthOptions(args)).toThrow(message)
  })
})

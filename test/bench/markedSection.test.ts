import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { replaceSection } from '../../bench/markedSection.ts'

describe('a marked section', () => {
  const markdown = 'before\n<!-- a: begin -->\nold\n<!-- a: end -->\nafter\n'

  it('is replaced, and nothing else', () => {
    const replaced = replaceSection(markdown, 'a', ['new', 'lines'])
    expect(replaced).toBe('before\n<!-- a: begin -->\nnew\nlines\n<!-- a: end -->\nafter\n')
    expect(replaceSection(replaced, 'a', ['old'])).toBe(markdown)
  })

  it('that is not there is an error', () => {
    expect(() => replaceSection(markdown, 'b', [])).toThrow('<!-- b: begin -->')
  })

  it('is in the README for each that a benchmark writes', () => {
    const readme = readFileSync(join(import.meta.dirname, '..', '..', 'bench', 'README.md'), 'utf8')
    const ofLearn = ['boosting', 'studies', 'demo', 'synthetic'].map(part => `learn: ${part}`)
    for (const name of ['data', 'data on Flex Consumption', ...ofLearn, 'gate']) {
      expect(replaceSection(readme, name, ['x'])).toContain('\nx\n')
    }
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generatedDocs } from '../../cli/generatedDocs.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

describe('generatedDocs', () => {
  const generated = generatedDocs(read('README.md'))

  it.each(Object.keys(generated))('is what is committed as %s; npm run docs writes it', path => {
    expect(read(path)).toBe(generated[path])
  })

  it('leaves the rest of the README alone', () => {
    const readme =
      'before\n<!-- npm run docs: begin -->\nstale\n<!-- npm run docs: end -->\nafter\n'
    const written = generatedDocs(readme)['README.md'] ?? ''
    expect(written).toMatch(/^before\n<!-- npm run docs: begin -->\n\| table \|/)
    expect(written).toMatch(/\|\n<!-- npm run docs: end -->\nafter\n$/)
    expect(written).not.toContain('stale')
    expect(generatedDocs(written)['README.md']).toBe(written)
  })

  it.each(['no marks', '<!-- npm run docs: begin -->\n', '<!-- npm run docs: end -->\n'])(
    'says what to put back where a mark is missing: %s',
    readme => {
      expect(() => generatedDocs(readme)).toThrow('README.md: put the lines')
    },
  )
})

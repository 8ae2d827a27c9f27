import { dataDictionary, tableOverview } from '../shared/mimic/dataDictionary.ts'

/** What is generated in the README stands between these two lines. */
const BEGIN = '<!-- npm run docs: begin -->'
const END = '<!-- npm run docs: end -->'

/**
 * The files that are generated, by their paths from the project's root.
 *
 * @throws Error where the README's two marks are not there, once each and in their order
 */
export function generatedDocs(readme: string): Readonly<Record<string, string>> {
  const [before, rest, ...more] = readme.split(`${BEGIN}\n`)
  const [, after, ...again] = rest?.split(`${END}\n`) ?? []
  if (before === undefined || after === undefined || more.length > 0 || again.length > 0) {
    throw new Error(`README.md: put the lines ${BEGIN} and ${END} back, once each`)
  }
  return {
    'README.md': `${before}${BEGIN}\n${tableOverview('shared/mimic/README.md')}\n${END}\n${after}`,
    'shared/mimic/README.md': dataDictionary(),
  }
}

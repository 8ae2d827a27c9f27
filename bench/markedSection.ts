import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PROJECT } from './project.ts'

/** Where `--write` puts what was measured. */
const README = join(PROJECT, 'bench', 'README.md')

/** Replaces sections of `bench/README.md` by their names, each with its new lines. */
export async function writeSections(
  sections: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  let markdown = await readFile(README, 'utf8')
  for (const [name, lines] of Object.entries(sections)) {
    markdown = replaceSection(markdown, name, lines)
  }
  await writeFile(README, markdown)
}

/**
 * A Markdown text with the lines between `<!-- NAME: begin -->` and `<!-- NAME: end -->` replaced.
 *
 * @throws where the text has no such section
 */
export function replaceSection(markdown: string, name: string, lines: readonly string[]): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`]
  const from = markdown.indexOf(begin)
  const to = markdown.indexOf(end, from)
  if (from === -1 || to === -1) throw new Error(`there is no section between ${begin} and ${end}`)
  return `${markdown.slice(0, from + begin.length)}\n${lines.join('\n')}\n${markdown.slice(to)}`
}

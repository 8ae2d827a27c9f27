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

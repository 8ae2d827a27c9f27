/** Of the page's font at 12 pixels, on average. */
const CHARACTER_PX = 6.6

/** Words of a text in lines: SVG breaks none. @param width - in pixels, of text at 12 pixels */
export function wrappedLines(text: string, width: number): string[] {
  const most = Math.max(Math.floor(width / CHARACTER_PX), 8)
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= most) {
      lines[lines.length - 1] = `${last} ${word}`
    } else lines.push(word)
  }
  return lines
}

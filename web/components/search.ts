/** Whether a text, which is in lower case, has every word of a search, wherever and in whichever order. */
export function hasEveryWord(text: string, search: string): boolean {
  return search
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word))
}

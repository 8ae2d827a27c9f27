/** Names longer than this are no typing mistakes. */
const LONGEST = 60

/** The candidate that a mistyped name most likely meant: at most a quarter of its letters wrong; undefined for none. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  if (name.length > LONGEST) return undefined
  const typed = name.toLowerCase()
  let best: string | undefined
  let fewest = Math.floor(name.length / 4) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - typed.length) >= fewest) continue
    const edits = editDistance(typed, candidate)
    if (edits < fewest) {
      fewest = edits
      best = candidate
    }
  }
  return best
}

/** Levenshtein distance: insertions, deletions and replacements. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      current[j] = Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1)
    }
    previous = current
  }
  return previous[b.length] ?? 0
}

import type { Verdict } from './benchmark.ts'

/** A Markdown table, a line each. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`)
}

/** Each target with what came out, as a Markdown table. */
export function verdictTable(verdicts: readonly Verdict[]): readonly string[] {
  return markdownTable(
    ['target', 'measured', ''],
    verdicts.map(({ target, measured, result }) => [target, measured, result]),
  )
}

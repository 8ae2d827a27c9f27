/**
 * The versions that lie behind the champion, the nearest last: what a way back leads along. Who goes back to a version
 * leaves those that came after it: the next way back leads further, not forth again.
 *
 * @param promotions - newest first
 */
export function versionsBehind(
  promotions: readonly { readonly version: string }[],
): readonly string[] {
  const way: string[] = []
  for (const { version } of promotions.toReversed()) {
    const at = way.indexOf(version)
    if (at === -1) way.push(version)
    else way.length = at + 1
  }
  return way.slice(0, -1)
}

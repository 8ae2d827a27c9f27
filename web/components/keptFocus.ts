import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'

/**
 * Where the element goes away with the focus in it, because what it was for is done, another takes the focus: it would be
 * at the top of the page again.
 *
 * @param heirOf - of the element; without it the heading of its card
 */
export function useKeptFocus(
  of: RefObject<HTMLElement | null>,
  heirOf: (element: Element | null) => HTMLElement | null = headingOfCard,
): void {
  // its cleanup runs while the element is still there, not after paint
  useLayoutEffect(() => {
    const element = of.current
    const heir = heirOf(element)
    return () => {
      if (element?.contains(document.activeElement)) heir?.focus()
    }
  }, [])
}

/** The heading of the card that an element is in. */
export function headingOfCard(element: Element | null): HTMLElement | null {
  return element?.closest('.card')?.querySelector('h2') ?? null
}

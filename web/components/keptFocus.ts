import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'

/**
 * Where the element goes away with the focus in it, because what it was for is done, the heading of its card takes the
 * focus: it would be at the top of the page again.
 */
export function useKeptFocus(of: RefObject<HTMLElement | null>): void {
  // its cleanup runs while the element is still there, not after paint
  useLayoutEffect(() => {
    const element = of.current
    const heading = headingOfCard(element)
    return () => {
      if (element?.contains(document.activeElement)) heading?.focus()
    }
  }, [])
}

/** The heading of the card that an element is in. */
export function headingOfCard(element: Element | null): HTMLElement | null {
  return element?.closest('.card')?.querySelector('h2') ?? null
}

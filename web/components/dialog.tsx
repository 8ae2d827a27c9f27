import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { headingOfCard } from './keptFocus.ts'

export interface DialogProps {
  readonly title: string
  readonly close: () => void
  readonly children: ComponentChildren
}

/**
 * A modal dialog while it is drawn. The browser keeps the focus within, closes it on Escape and makes the rest inert;
 * the focus then goes back to where it came from, or, where that is gone, to the heading of the card.
 */
export function Dialog({ title, close, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const before = document.activeElement
    const heading = headingOfCard(dialog.current)
    dialog.current?.showModal()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
      else heading?.focus()
    }
  }, [])
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={close}>
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  )
}

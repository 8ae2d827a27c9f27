import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

/** A part that is folded until it is asked for; its content is drawn only then. */
export function Details(props: {
  readonly summary: ComponentChildren
  readonly id?: string
  readonly class?: string
  readonly isOpen?: boolean
  readonly children: () => ComponentChildren
}) {
  const { summary, id, class: extra, isOpen = false, children } = props
  const [open, setOpen] = useState(isOpen)
  return (
    <details
      id={id}
      class={extra}
      open={open}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary>{summary}</summary>
      {open && children()}
    </details>
  )
}

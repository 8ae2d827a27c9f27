import type { ComponentChildren } from 'preact'

export interface CardProps {
  readonly title: ComponentChildren
  /** The name of the region where it is not the title. */
  readonly label?: string
  /** Beside the title, at the right: a time, a link, buttons. */
  readonly aside?: ComponentChildren
  /** The title is for screen readers only. */
  readonly titleHidden?: boolean
  readonly class?: string
  readonly children: ComponentChildren
}

/** A region of a view with a heading of its own. */
export function Card({ title, label, aside, titleHidden, class: extra, children }: CardProps) {
  const name = label ?? (typeof title === 'string' ? title : undefined)
  return (
    <section class={`card ${extra ?? ''}`} aria-label={name}>
      <div class={titleHidden ? 'hidden' : 'card-head'}>
        {/* can take the focus: see useKeptFocus */}
        <h2 tabIndex={-1}>{title}</h2>
        {aside !== undefined && <div class="card-aside">{aside}</div>}
      </div>
      {children}
    </section>
  )
}

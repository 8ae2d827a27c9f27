import type { ComponentChildren } from 'preact'

/** Stands where there is nothing yet; its children say what to do about it. */
export function EmptyState(props: {
  readonly title: string
  readonly children: ComponentChildren
}) {
  return (
    <section class="card empty" aria-label={props.title}>
      <h2>{props.title}</h2>
      {props.children}
    </section>
  )
}

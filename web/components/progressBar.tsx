import type { ComponentChildren } from 'preact'

export interface ProgressBarProps {
  readonly label: ComponentChildren
  readonly done: number
  readonly total: number
  /** At the right of the label. */
  readonly aside?: ComponentChildren
}

/** A labelled progress bar; the label gives the numbers in words. */
export function ProgressBar({ label, done, total, aside }: ProgressBarProps) {
  return (
    <label class="bar">
      <span class="bar-label">
        <span>{label}</span>
        {aside !== undefined && <span class="muted">{aside}</span>}
      </span>
      <progress value={done} max={Math.max(total, 1)} />
    </label>
  )
}

/** A slim bar for a cell of a table, with its share in words for screen readers. */
export function MiniBar(props: {
  readonly label: string
  readonly done: number
  readonly total: number
}) {
  return (
    <progress
      class="mini"
      aria-label={props.label}
      value={props.done}
      max={Math.max(props.total, 1)}
    />
  )
}

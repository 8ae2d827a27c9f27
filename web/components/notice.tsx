import type { ComponentChildren } from 'preact'
import type { Tone } from './badge.tsx'

/** A sentence or two that must be seen. */
export function Notice(props: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return <p class={`notice ${props.tone}`}>{props.children}</p>
}

export interface Finding {
  readonly title?: string
  readonly text: string
  readonly isBad: boolean
}

/** Findings, one a line, the bad ones marked; nothing where there are none. */
export function Findings(props: { readonly findings: readonly Finding[] }) {
  if (props.findings.length === 0) return null
  return (
    <ul class="findings">
      {props.findings.map(({ title, text, isBad }) => (
        <li key={`${title} ${text}`} class={isBad ? 'bad' : undefined}>
          {title !== undefined && <b>{title}: </b>}
          {text}
        </li>
      ))}
    </ul>
  )
}

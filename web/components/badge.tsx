import type { ComponentChildren } from 'preact'

export type Tone = 'good' | 'busy' | 'bad' | 'plain'

/** A state in a word or two; the words say it too, never the colour alone. */
export function Badge(props: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return <span class={`badge ${props.tone}`}>{props.children}</span>
}

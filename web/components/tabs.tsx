import type { ComponentChildren } from 'preact'
import { useId, useRef, useState } from 'preact/hooks'

export interface Tab {
  readonly id: string
  readonly title: string
  readonly content: () => ComponentChildren
}

/** Tabs by the ARIA pattern: arrow keys, Home and End move among them; only the chosen one is drawn. */
export function Tabs(props: { readonly label: string; readonly tabs: readonly Tab[] }) {
  const { label, tabs } = props
  const [chosen, choose] = useState(tabs[0]?.id)
  const base = useId()
  const list = useRef<HTMLDivElement>(null)
  const at = Math.max(
    tabs.findIndex(({ id }) => id === chosen),
    0,
  )
  const tab = tabs[at]
  if (tab === undefined) return null

  const onKeyDown = (event: KeyboardEvent): void => {
    const to = targetOf(event.key, at, tabs.length)
    const next = to === undefined ? undefined : tabs[to]
    if (next === undefined) return
    event.preventDefault()
    choose(next.id)
    list.current?.querySelectorAll('button')[to ?? 0]?.focus()
  }
  return (
    <div class="tabs">
      <div role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map(({ id, title }, index) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`${base}-${id}`}
            aria-controls={`${base}-panel`}
            aria-selected={index === at}
            tabIndex={index === at ? 0 : -1}
            onClick={() => choose(id)}
          >
            {title}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${base}-panel`} aria-labelledby={`${base}-${tab.id}`}>
        {tab.content()}
      </div>
    </div>
  )
}

function targetOf(key: string, at: number, length: number): number | undefined {
  if (key === 'ArrowRight') return (at + 1) % length
  if (key === 'ArrowLeft') return (at + length - 1) % length
  if (key === 'Home') return 0
  return key === 'End' ? length - 1 : undefined
}

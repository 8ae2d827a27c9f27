import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

/**
 * Scrolls sideways what is wider than its column. It can be focused, to be scrolled by the arrow keys, only while it does
 * so: where all is seen there is nothing to stop at.
 *
 * @param props.label - what is in it, said of the frame while it scrolls
 */
export function ScrollFrame(props: {
  readonly label: string
  readonly children: ComponentChildren
}) {
  const frame = useRef<HTMLDivElement>(null)
  const [isScrolling, setScrolling] = useState(false)
  useEffect(() => {
    const element = frame.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() =>
      setScrolling(element.scrollWidth > element.clientWidth),
    )
    // as wide as its column, and as what is in it
    for (const watched of [element, ...element.children]) observer.observe(watched)
    return () => observer.disconnect()
  }, [])
  return (
    <div
      class="scroll"
      ref={frame}
      {...(isScrolling && { tabIndex: 0, role: 'region', 'aria-label': props.label })}
    >
      {props.children}
    </div>
  )
}

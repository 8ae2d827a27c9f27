import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { hideTip, showTip, tipPoints } from './tipPoints.ts'

/** How far a key of paging goes. */
const PAGE = 10

/** What makes a frame of a drawing one whose tips the keyboard shows. */
export interface TipKeys {
  readonly frameProps: object
  /** What the tip says that the keys have come to; empty while there is none. */
  readonly told: string
}

/**
 * Tips by the keyboard: the frame takes the focus, and the arrow keys, those of paging, Home and End go from point to point
 * as they are drawn. A drawing without tips is no stop.
 *
 * @param frame - that the drawing is put in
 * @param drawing - the one in it; another where it was drawn anew
 */
export function useTipKeys(
  frame: RefObject<HTMLElement | null>,
  drawing: SVGSVGElement | undefined,
): TipKeys {
  const at = useRef(0)
  const [told, setTold] = useState('')
  const points = drawing === undefined ? [] : tipPoints(drawing)

  const goTo = (index: number): void => {
    at.current = Math.min(Math.max(index, 0), points.length - 1)
    const point = points[at.current]
    if (drawing !== undefined && point !== undefined) setTold(showTip(drawing, point))
  }
  // a run goes on, or the window was widened, while its plot is read
  useEffect(() => {
    if (frame.current?.matches(':focus-visible')) goTo(at.current)
  }, [drawing])
  if (points.length === 0) return { frameProps: {}, told: '' }

  const frameProps = {
    tabIndex: 0,
    onFocus: () => {
      // not where the mouse has put it: that has shown its own
      if (frame.current?.matches(':focus-visible')) goTo(at.current)
    },
    onBlur: () => {
      setTold('')
      if (drawing !== undefined) hideTip(drawing)
    },
    onKeyDown: (event: KeyboardEvent) => {
      const next = indexAfter(event.key, at.current, points.length)
      if (next === undefined || event.ctrlKey || event.altKey || event.metaKey) return
      // the page would scroll
      event.preventDefault()
      goTo(next)
    },
  }
  return { frameProps, told }
}

function indexAfter(key: string, at: number, length: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return at + 1
    case 'ArrowLeft':
    case 'ArrowUp':
      return at - 1
    case 'PageDown':
      return at + PAGE
    case 'PageUp':
      return at - PAGE
    case 'Home':
      return 0
    case 'End':
      return length - 1
    default:
      return undefined
  }
}

import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Details } from '../components/details.tsx'
import { Table, type TableProps } from '../components/table.tsx'
import { useTipKeys } from './useTipKeys.ts'

/** Makes a drawing: Plot's, or an SVG of our own. */
export type Draw = (width: number) => SVGSVGElement | HTMLElement

export interface PlotFigureProps<Row> {
  /** Says what is drawn; shown above it. */
  readonly title: string
  /** What is to be seen in it, for who cannot see it; shown below where `isDescriptionShown`. */
  readonly description: string
  readonly isDescriptionShown?: boolean
  /** Draws for a width in CSS pixels; a new function draws anew, so keep it while the data are the same (`useCallback`). */
  readonly draw: Draw
  /** Between title and drawing. */
  readonly legend?: ComponentChildren
  /** The same data as a table. */
  readonly table: TableProps<Row>
}

/**
 * A plot that fills its column, with a name, a description and its data as a table. What its marks say when they are
 * pointed at, they say by the arrow keys, too. Colours come from CSS variables.
 */
export function PlotFigure<Row>(props: PlotFigureProps<Row>) {
  const { title, description, isDescriptionShown = false, draw, legend, table } = props
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const [drawn, setDrawn] = useState<SVGSVGElement>()
  const { frameProps, told } = useTipKeys(frame, drawn)
  useEffect(() => {
    if (width === 0) return
    const drawing = draw(width)
    // the page's policy allows no inline style element, which Plot gives each drawing: style/plots.css says the same
    for (const style of drawing.querySelectorAll('style')) style.remove()
    // its name, description and data stand beside it: the names that Plot gives its groups say nothing to anybody
    drawing.setAttribute('aria-hidden', 'true')
    frame.current?.replaceChildren(drawing)
    setDrawn(drawing instanceof SVGSVGElement ? drawing : undefined)
  }, [draw, width])
  return (
    <figure class="plot-figure">
      <figcaption>{title}</figcaption>
      {legend}
      <div
        class="plot-frame"
        role="img"
        aria-label={`${title}. ${description}`}
        ref={frame}
        {...frameProps}
      />
      <p class="hidden" aria-live="polite">
        {told}
      </p>
      {isDescriptionShown && <p class="muted">{description}</p>}
      <Details class="plot-data" summary="The same as a table">
        {() => <Table {...table} />}
      </Details>
    </figure>
  )
}

/** The width of an element, in whole CSS pixels; 0 until it is known. */
function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (element.current === null) return undefined
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.floor(entry.contentRect.width))
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return width
}

import { wrappedLines } from './wrappedLines.ts'

/** One step of a selection: what it is called, and what is left after it. */
export interface FlowStep {
  readonly name: string
  /** Of what is left. */
  readonly kept: string
  /** Of what the step before had and this one has not; null of the first step. */
  readonly leftOut: string | null
  /** Only counted: a part of the step before, which leaves nothing out. */
  readonly isPart?: boolean
}

const SVG = 'http://www.w3.org/2000/svg'
const LINE_PX = 17
const PAD_PX = 9
/** Between two boxes, where what is left out branches off. */
const GAP_PX = 34

/** A selection as a flow chart: a box for each step, one below the other, and beside the arrow to it what it leaves out. */
export function attritionFlow(steps: readonly FlowStep[], width: number): SVGSVGElement {
  const whole = Math.min(width, 720)
  const main = Math.round(whole * (whole < 500 ? 0.56 : 0.52))
  const branch = Math.round(whole * 0.06)
  const side = { x: main + branch, width: whole - main - branch - 1 }
  const svg = element('svg', { width: whole, class: 'flow' })

  let y = 1
  let above: { readonly bottom: number } | undefined
  for (const { name, kept, leftOut, isPart = false } of steps) {
    const text = [...linesOf(name, main), ...linesOf(kept, main)]
    const strong = linesOf(name, main).length
    if (above !== undefined) {
      const beside = leftOut === null ? [] : linesOf(leftOut, side.width)
      const height = beside.length === 0 ? GAP_PX : Math.max(GAP_PX, boxHeight(beside) + 12)
      const [middle, centre] = [above.bottom + height / 2, main / 2]
      svg.append(arrow(centre, above.bottom, centre, above.bottom + height))
      if (beside.length > 0) {
        svg.append(arrow(centre, middle, side.x, middle))
        svg.append(box(side.x, middle - boxHeight(beside) / 2, side.width, beside, 0, 'flow-out'))
      }
      y = above.bottom + height
    }
    svg.append(box(1, y, main - 1, text, strong, isPart ? 'flow-part' : 'flow-kept'))
    above = { bottom: y + boxHeight(text) }
  }
  const height = (above?.bottom ?? 0) + 2
  svg.setAttribute('height', String(height))
  svg.setAttribute('viewBox', `0 0 ${whole} ${height}`)
  return svg
}

/** @param width - of their box */
function linesOf(text: string, width: number): string[] {
  return wrappedLines(text, width - 2 * PAD_PX)
}

function boxHeight(lines: readonly string[]): number {
  return lines.length * LINE_PX + 2 * PAD_PX - 3
}

/** @param strong - lines that are, from the first */
function box(
  x: number,
  y: number,
  width: number,
  lines: readonly string[],
  strong: number,
  kind: string,
): SVGElement {
  const group = element('g', { class: kind })
  group.append(element('rect', { x, y, width, height: boxHeight(lines), rx: 5 }))
  lines.forEach((line, at) => {
    const text = element('text', {
      x: x + PAD_PX,
      y: y + PAD_PX + (at + 0.72) * LINE_PX,
      ...(at < strong && { class: 'strong' }),
    })
    text.textContent = line
    group.append(text)
  })
  return group
}

/** A line down or to the right, with its head. */
function arrow(x1: number, y1: number, x2: number, y2: number): SVGElement {
  const head = 5
  const points =
    x1 === x2
      ? `M${x2 - head} ${y2 - head}L${x2} ${y2}L${x2 + head} ${y2 - head}`
      : `M${x2 - head} ${y2 - head}L${x2} ${y2}L${x2 - head} ${y2 + head}`
  return element('path', { d: `M${x1} ${y1}L${x2} ${y2}${points}`, class: 'flow-arrow' })
}

function element<Name extends 'svg' | 'g' | 'rect' | 'text' | 'path'>(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  return made
}

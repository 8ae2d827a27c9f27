import * as Plot from '@observablehq/plot'
import { duration } from '../format.ts'
import { durationTicks } from './durationTicks.ts'
import { type Lasting, lanesOf } from './lanes.ts'
import { GRID, TIP } from './look.ts'

export interface GanttBar extends Lasting {
  /** In the tip. */
  readonly title: string
  /** A CSS colour. */
  readonly colour: string
}

const LANE_PX = 15
/** Of a label's text, on average: names of tables are in capitals. */
const CAPITAL_PX = 8.3
const CHARACTER_PX = 6.6
const MARGIN_RIGHT = 12
/** Of the label of a tick, `1 min 20 s`, and some room beside it. */
const TICK_PX = 76

/**
 * Work over time: a row per group, of as many lanes as ran at once; groups in the order of their first start. Times are
 * shown as passed since `origin`.
 *
 * @param origin - milliseconds since the epoch
 */
export function gantt(bars: readonly GanttBar[], origin: number, width: number) {
  const rows = lanesOf(bars).map(({ item, lane }) => ({ ...item, lane: `${item.group} ${lane}` }))
  const groups = [...new Set(rows.map(({ group }) => group))]
  const domain = groups.flatMap(group => [
    ...new Set(rows.filter(row => row.group === group).map(({ lane }) => lane)),
  ])
  const marginLeft = labelWidth(groups)
  const span = Math.max(0, ...rows.map(({ end }) => end - origin))
  const room = Math.floor((width - marginLeft - MARGIN_RIGHT) / TICK_PX) + 1
  const ticks = durationTicks(span, Math.min(Math.max(room, 2), 9))
  return Plot.plot({
    width,
    height: domain.length * LANE_PX + 50,
    marginLeft,
    marginRight: MARGIN_RIGHT,
    marginTop: 6,
    marginBottom: 36,
    x: {
      label: 'since the start →',
      tickFormat: tickLabel,
      ticks,
    },
    y: {
      domain: domain.toSorted(byGroupAndLane(groups)),
      label: null,
      tickSize: 0,
      tickFormat: (lane: string) => (lane.endsWith(' 0') ? lane.slice(0, -2) : ''),
      padding: 0.15,
    },
    color: { type: 'identity' },
    marks: [
      Plot.gridX({ ...GRID, ticks }),
      Plot.barX(rows, {
        x1: ({ start }) => start - origin,
        x2: ({ end }) => end - origin,
        y: 'lane',
        fill: 'colour',
        rx: 1.5,
        // what took no time is seen, too
        insetRight: -1,
        title: 'title',
        tip: TIP,
      }),
    ],
  })
}

/** `5 s` and `1 min`, which between words are `5.0 s` and `1 min 0 s`. */
function tickLabel(passed: number): string {
  return passed === 0 ? '0' : duration(passed).replace(/\.0(?= s$)|(?<=[a-z]) 0 (?:s|min)$/, '')
}

/** Pixels that the longest label takes, and some room beside it. */
function labelWidth(labels: readonly string[]): number {
  const widths = labels.map(label => {
    const capitals = label.match(/[A-Z_]/g)?.length ?? 0
    return capitals * CAPITAL_PX + (label.length - capitals) * CHARACTER_PX
  })
  return Math.max(0, ...widths) + 14
}

function byGroupAndLane(groups: readonly string[]): (a: string, b: string) => number {
  const parts = (lane: string): readonly [number, number] => {
    const cut = lane.lastIndexOf(' ')
    return [groups.indexOf(lane.slice(0, cut)), Number(lane.slice(cut + 1))]
  }
  return (a, b) => {
    const [left, right] = [parts(a), parts(b)]
    return left[0] - right[0] || left[1] - right[1]
  }
}

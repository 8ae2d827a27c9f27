/** Something that lasts, in a group; milliseconds since the epoch. */
export interface Lasting {
  readonly group: string
  readonly start: number
  readonly end: number
}

export interface InLane<Item> {
  readonly item: Item
  /** 0 for the first lane of its group. */
  readonly lane: number
}

/**
 * Puts what overlaps into different lanes of its group: each item, by its start, into the first lane that is free by then.
 * That needs as few lanes as there are items at once.
 */
export function lanesOf<Item extends Lasting>(items: readonly Item[]): readonly InLane<Item>[] {
  const busyUntil = new Map<string, number[]>()
  return items
    .toSorted((a, b) => a.start - b.start)
    .map(item => {
      const lanes = busyUntil.get(item.group) ?? []
      busyUntil.set(item.group, lanes)
      const free = lanes.findIndex(until => until <= item.start)
      const lane = free === -1 ? lanes.length : free
      lanes[lane] = item.end
      return { item, lane }
    })
}

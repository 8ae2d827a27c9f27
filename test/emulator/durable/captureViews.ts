/** What of an answer or a history two runs can agree on. */

/** Parts of an answer that depend on what else ran, or on when exactly it was asked. */
export const loose: Readonly<Record<string, (body: unknown) => unknown>> = {
  '25-allFail-history': body => ({
    ...record(body),
    historyEvents: list(record(body)['historyEvents'])
      .map(event => JSON.stringify(event))
      .sort(),
  }),
  '11-status-running': body => ({ ...record(body), runtimeStatus: '', customStatus: '' }),
  '43-raise-badjson': body => ({ ...record(body), ExceptionMessage: '' }),
  '60-list-all': itemShapes,
  '61-list-top2': body => list(body).length,
  '62-list-top2-next': body => list(body).length,
  '63-list-status-filter': itemShapes,
  '66-list-badstatus': itemShapes,
  '67-list-baddate': itemShapes,
  '73-purge-filter': body => Object.keys(record(body)),
}

export const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** The key orders that occur in a list, entities left out. */
function itemShapes(body: unknown): string[] {
  const items = list(body).map(record)
  const shapes = items
    .filter(item => !String(item['instanceId']).startsWith('@'))
    .map(item => Object.keys(item).join())
  return [...new Set(shapes)].sort()
}

/** The headers that mean something to a caller. */
export function shown(headers: Readonly<Record<string, string>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const name of ['content-type', 'location', 'retry-after', 'www-authenticate']) {
    const value = headers[name]
    if (value !== undefined) kept[name] = value
  }
  kept['continued'] = headers['x-ms-continuation-token'] !== undefined
  return kept
}

/** What the server that `callHttp` asked says of itself and of its client is not ours to repeat. */
export function withoutEcho(value: unknown): unknown {
  const text = JSON.stringify(value) ?? 'null'
  return JSON.parse(
    text
      .replaceAll(/(\\*"headers\\*":)\{[^{}]*"[Dd]ate[^{}]*\}/g, '$1{}')
      .replaceAll(/(\\*"headers\\*":)\{[^{}]*user-agent[^{}]*\}/g, '$1{}'),
  )
}

const task = (event: Record<string, unknown>): number =>
  event['EventType'] === 5 || event['EventType'] === 6
    ? Number(event['TaskScheduledId'])
    : Number.NaN

/**
 * Events of a history; where turns may fall otherwise, without their boundaries, results of one fan-out by their task.
 * What follows the first message to an entity is left out.
 */
export function events(history: unknown, strict: boolean): Record<string, unknown>[] {
  const all = list(history).map(record)
  const entity = all.findIndex(event => event['EventType'] === 14)
  const reached = entity < 0 ? all : all.slice(0, entity)
  if (strict) return reached
  const kept = reached.filter(event => event['EventType'] !== 12 && event['EventType'] !== 13)
  for (let i = 1; i < kept.length; i++) {
    for (let j = i; j > 0; j--) {
      const [before, after] = [kept[j - 1], kept[j]]
      if (before === undefined || after === undefined || !(task(before) > task(after))) break
      kept[j - 1] = after
      kept[j] = before
    }
  }
  // whether the last message counts as played is told by the turn it came in
  return kept.map(event => ({ ...event, IsPlayed: '' }))
}

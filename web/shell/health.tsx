import { get } from '../api/client.ts'
import { useLive } from '../api/useLive.ts'
import { linkTo } from './route.ts'

const EVERY_MS = 15_000

/** The last line of the page: what runs, and whether all of it is within reach. */
export function Health() {
  const { value, error } = useLive(signal => get('health', {}, { signal }), [], EVERY_MS)
  return (
    <footer class="foot">
      {error !== undefined && <b class="bad">The app does not answer.</b>}
      {error === undefined && value !== undefined && (
        <span>
          App {value.versions.app}, Node {value.versions.node}, storage {value.storage}
          {value.status === 'degraded' && <b class="bad"> · degraded</b>}
          {value.predictionLog.dropped > 0 &&
            `, ${value.predictionLog.dropped} log entries dropped`}
        </span>
      )}
      <a href={linkTo('api')}>API</a>
    </footer>
  )
}

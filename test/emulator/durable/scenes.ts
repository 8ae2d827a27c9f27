import type { HttpCapture } from './captures.ts'
import { mainInput, type SampleRuns } from './sampleRuns.ts'

type Scene = (runs: SampleRuns, capture: HttpCapture) => Promise<void>

/** What has to have happened before a capture's request; the instance is ours. */
export const scenes: Readonly<Record<string, Scene>> = {
  '11-status-running': async (runs, capture) => {
    runs.standFor(capture, await runs.start('main', mainInput))
  },
  '18-raise-event-completed': async (runs, capture) => await runs.ended(runs.instanceOf(capture)),
  '26-bufferedEvents-history': async (runs, capture) =>
    await runs.ended(runs.use(capture, 'bufferedEvents')),
  '27-event-case': async (runs, capture) => {
    const id = await runs.start('waiter')
    runs.standFor(capture, id)
    await runs.raise(id, 'GO', '1')
    await runs.until(id, status => status.historyEvents.length > 1)
  },
  '28-uncancelled-after-event': async (runs, capture) => {
    // not before: its time limit of 15 s is not to be up meanwhile
    await runs.startRun('uncancelled')
    const id = runs.use(capture, 'uncancelled')
    await runs.raise(id, 'go', '1')
    await runs.until(id, ({ customStatus }) => customStatus === 'returned')
  },
  '29-rewind': async (runs, capture) => await runs.ended(runs.use(capture, 'rewindable')),
  '29-rewind-after': async (runs, capture) => await runs.inState(capture, 'Completed'),
  '30-start-duplicate-running': async (runs, capture) => {
    runs.standFor(capture, await runs.start('waiter', 'null', 'waiter-conformance'))
    await runs.until('waiter-conformance', ({ customStatus }) => customStatus === 'waiting')
  },
  '32-status-suspended': async (runs, capture) => await runs.inState(capture, 'Suspended'),
  '35-terminate': async (runs, capture) => await runs.inState(capture, 'Running'),
  '36-status-terminated-history': async (runs, capture) =>
    await runs.inState(capture, 'Terminated'),
  '43-raise-badjson': async (runs, capture) => await runs.inState(capture, 'Running'),
  '47-status-after-GO': async (runs, capture) => {
    await runs.until(runs.instanceOf(capture), ({ historyEvents }) => historyEvents.length > 1)
  },
  '75-purge-running': async (runs, capture) => {
    const id = await runs.start('waiter', 'null', 'wpurge-conformance')
    runs.standFor(capture, id)
    await runs.until(id, ({ customStatus }) => customStatus === 'waiting')
  },
  '83-api-start-dup-completed': async (runs, capture) => {
    // the captured instance was still running; ours may have ended by now, so one that waits stands in
    const id = await runs.start('waiter', 'null', 'running-conformance')
    runs.standFor(capture, id)
    await runs.until(id, ({ customStatus }) => customStatus === 'waiting')
  },
  '100-client-wait': async (runs, capture) => {
    runs.use(capture, 'slowMain')
  },
  '101-client-start-duplicate': async (runs, capture) => {
    const id = await runs.start('waiter', '{"x":1}', 'dup-conformance')
    runs.standFor(capture, id)
  },
  '120-purge-completed': async (runs, capture) => {
    const id = await runs.start('child', '5', 'p-conformance')
    runs.standFor(capture, id)
    await runs.ended(id)
  },
  '123-start-over-completed': async (runs, capture) => {
    const id = await runs.start('child', '4', 'o-conformance')
    runs.standFor(capture, id)
    await runs.ended(id)
  },
  '128-status-missing-orch': async (runs, capture) => {
    const id = await runs.start('nosuchorch', '5')
    runs.standFor(capture, id)
    await runs.ended(id)
  },
  '130-rpc-status': async (runs, capture) => await runs.ended(runs.instanceOf(capture)),
  '150-after-restart-status': async (runs, capture) => {
    const id = await runs.start('waiter', 'null', 'dur-conformance')
    runs.standFor(capture, id)
    await runs.until(id, ({ customStatus }) => customStatus === 'waiting')
  },
}

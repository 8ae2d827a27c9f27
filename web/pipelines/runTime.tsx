import { useEffect, useState } from 'preact/hooks'
import { duration, time } from '../format.ts'
import type { Run } from './answers.ts'
import { hasEnded } from './runStates.ts'

/** When a run was started and how long it took; how long it has been going, while it goes. */
export function RunTime({ run }: { readonly run: Run }) {
  const { created, createdTime, lastUpdatedTime } = run
  if (!hasEnded(run)) {
    return (
      <span>
        started {time(created)}, <Since iso={created} /> ago
      </span>
    )
  }
  const took =
    createdTime !== undefined && lastUpdatedTime !== undefined
      ? `, took ${duration(Date.parse(lastUpdatedTime) - Date.parse(createdTime))}`
      : ''
  return (
    <span>
      started {time(created)}
      {took}
    </span>
  )
}

/** Seconds that go on by themselves: nothing need have changed in the run. */
function Since({ iso }: { readonly iso: string }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return <>{duration(Math.floor((now - Date.parse(iso)) / 1_000) * 1_000)}</>
}

import { useEffect, useRef, useState } from 'preact/hooks'
import { type ApiError, shownError } from './problem.ts'
import type { Answer } from './useAnswer.ts'

const FIRST_MS = 2_000
const SLOWEST_MS = 30_000

/**
 * Asks again and again while the tab is seen: every `everyMs`, and less and less often while nothing answers. The
 * last picture stays meanwhile, with `error` beside it. A value that is as it was keeps its identity.
 *
 * @param ask - must abort by the signal
 * @param everyMs - milliseconds, also by what was answered last; one function, not a new one each time
 */
export function useLive<Value>(
  ask: (signal: AbortSignal) => Promise<Value>,
  inputs: readonly unknown[],
  everyMs: number | ((last: Value | undefined) => number) = FIRST_MS,
): Answer<Value> {
  const [value, setValue] = useState<Value>()
  const [error, setError] = useState<ApiError>()
  const reload = useRef(() => {})

  useEffect(() => {
    let controller = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    let failures = 0
    let known = ''
    let last: Value | undefined

    const look = async (): Promise<void> => {
      clearTimeout(timer)
      controller.abort()
      controller = new AbortController()
      const { signal } = controller
      try {
        const answered = await ask(signal)
        if (signal.aborted) return
        failures = 0
        last = answered
        setError(undefined)
        const text = JSON.stringify(answered)
        if (text !== known) setValue(() => answered)
        known = text
      } catch (failure) {
        if (signal.aborted) return
        failures += 1
        setError(shownError(failure))
      }
      if (document.visibilityState === 'visible') {
        const pause = typeof everyMs === 'number' ? everyMs : everyMs(last)
        timer = setTimeout(() => void look(), waitAfter(failures, pause))
      }
    }
    const seen = (): void => {
      if (document.visibilityState === 'visible') void look()
      else clearTimeout(timer)
    }

    reload.current = () => void look()
    document.addEventListener('visibilitychange', seen)
    void look()
    return () => {
      document.removeEventListener('visibilitychange', seen)
      clearTimeout(timer)
      controller.abort()
    }
  }, [...inputs, everyMs])

  return { value, error, reload: () => reload.current() }
}

function waitAfter(failures: number, everyMs: number): number {
  let wait = everyMs
  for (let times = 0; times < failures && wait < SLOWEST_MS; times += 1) wait *= 2
  return Math.min(wait, SLOWEST_MS)
}

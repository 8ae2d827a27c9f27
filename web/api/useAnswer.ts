import { useCallback, useEffect, useState } from 'preact/hooks'
import { type ApiError, shownError } from './problem.ts'

/** What has been asked for: undefined until it is there; with an error, the last good value stays. */
export interface Answer<Value> {
  readonly value: Value | undefined
  readonly error: ApiError | undefined
  readonly reload: () => void
}

/**
 * Asks once, and again when one of `inputs` changes or on `reload`; an answer that comes late is dropped.
 *
 * @param ask - must abort by the signal
 */
export function useAnswer<Value>(
  ask: (signal: AbortSignal) => Promise<Value>,
  inputs: readonly unknown[],
): Answer<Value> {
  const [value, setValue] = useState<Value>()
  const [error, setError] = useState<ApiError>()
  const [round, setRound] = useState(0)

  useEffect(() => {
    const controller = new AbortController()
    const look = async (): Promise<void> => {
      try {
        const answered = await ask(controller.signal)
        if (controller.signal.aborted) return
        setValue(() => answered)
        setError(undefined)
      } catch (failure) {
        if (!controller.signal.aborted) setError(shownError(failure))
      }
    }
    void look()
    return () => controller.abort()
  }, [...inputs, round])

  const reload = useCallback(() => setRound(before => before + 1), [])
  return { value, error, reload }
}

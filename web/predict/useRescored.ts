import { useEffect, useState } from 'preact/hooks'
import { post } from '../api/client.ts'
import { type ApiError, shownError } from '../api/problem.ts'
import type { Prediction } from './answers.ts'

/** A slider asks once it has rested for so long. */
const REST_MS = 150

export interface Rescored {
  /** Of the last values that were scored; undefined while there are none to score. */
  readonly prediction: Prediction | undefined
  readonly error: ApiError | undefined
  /** The values have changed since. */
  readonly isBusy: boolean
}

const NOTHING: Rescored = { prediction: undefined, error: undefined, isBusy: false }

/**
 * Scores what is sent whenever it changes, without explanation: once it has rested for a moment, and what was asked
 * before is given up.
 *
 * @param sent - undefined: nothing to score
 */
export function useRescored(sent: Readonly<Record<string, number | string>> | undefined): Rescored {
  const [state, setState] = useState<Rescored>(NOTHING)
  const key = sent === undefined ? undefined : JSON.stringify(sent)

  useEffect(() => {
    if (sent === undefined) {
      setState(NOTHING)
      return undefined
    }
    const controller = new AbortController()
    const { signal } = controller
    const ask = async (): Promise<void> => {
      try {
        // asked of no patient: drift is to see nothing of it
        const options = { query: { explain: 'false', log: 'false' }, signal }
        const { predictions } = await post('predict', {}, { features: sent }, options)
        if (!signal.aborted) {
          setState({ prediction: predictions[0], error: undefined, isBusy: false })
        }
      } catch (failure) {
        if (signal.aborted) return
        setState({ prediction: undefined, error: shownError(failure), isBusy: false })
      }
    }
    setState(before => ({ ...before, isBusy: true }))
    const timer = setTimeout(() => void ask(), REST_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [key])

  return state
}

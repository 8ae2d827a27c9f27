import { useRef, useState } from 'preact/hooks'
import { post } from '../api/client.ts'
import { type ApiError, shownError } from '../api/problem.ts'
import { Refusal } from '../components/actionDialog.tsx'
import { DecisionFields, emptyDecision } from '../components/decisionFields.tsx'
import { useKeptFocus } from '../components/keptFocus.ts'
import { time } from '../format.ts'
import { linkTo } from '../shell/route.ts'
import type { Run } from './answers.ts'

/** Asks a person to decide on the version that waits; the next look at the pipeline shows what came of it. */
export function ApprovalForm(props: {
  readonly dataset: string
  readonly approval: NonNullable<Run['approval']>
  readonly done: () => void
}) {
  const { dataset, approval, done } = props
  const { version, until, reason } = approval
  const [typed, setTyped] = useState(emptyDecision)
  const [said, setSaid] = useState('')
  const [error, setError] = useState<ApiError>()
  const form = useRef<HTMLFormElement>(null)
  useKeptFocus(form)

  const decide = async (decision: 'promote' | 'keep'): Promise<void> => {
    try {
      const body = { ...typed, decision, version }
      await post('pipelines/{dataset}/approve', { dataset }, body)
      setError(undefined)
      setSaid(decision === 'promote' ? 'Taken: it will serve.' : 'Taken: the champion stays.')
      done()
    } catch (failure) {
      setError(shownError(failure))
    }
  }
  return (
    <form
      ref={form}
      class="notice busy approval"
      aria-label={`Decision on version ${version}`}
      onSubmit={event => {
        event.preventDefault()
        const pressed = event.submitter instanceof HTMLButtonElement ? event.submitter.value : ''
        void decide(pressed === 'promote' ? 'promote' : 'keep')
      }}
    >
      <p>
        <b>A person has to decide.</b> Version <a href={linkTo('models', version)}>{version}</a>{' '}
        waits until {time(until)}; then the champion stays. {reason}
      </p>
      <DecisionFields decision={typed} change={setTyped} />
      <div class="row">
        <button class="primary" value="promote">
          Let it serve
        </button>
        <button value="keep">Keep the champion</button>
      </div>
      {error !== undefined && <Refusal error={error} />}
      <p role="status">{said}</p>
    </form>
  )
}

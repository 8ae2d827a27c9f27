import { useState } from 'preact/hooks'
import { post } from '../api/client.ts'
import { ActionDialog } from '../components/actionDialog.tsx'
import { Field } from '../components/field.tsx'
import { counted } from '../format.ts'
import type { Study } from './trials.ts'

/** Asks how many more trials a study is to have, says what follows, and starts them. */
export function ExtendDialog(props: {
  readonly study: Study
  readonly close: () => void
  readonly done: () => void
}) {
  const { study, close, done } = props
  const { id, results } = study
  const [trials, setTrials] = useState('20')
  return (
    <ActionDialog
      title="More trials?"
      action="Start them"
      run={() => post('studies/{id}/trials', { id }, { trials: Number(trials) })}
      close={close}
      done={done}
    >
      {wrongAt => (
        <>
          <p>
            <code>{id}</code>
          </p>
          <p>
            The study has {counted(results.length, 'trial')}, and goes on as if all had been asked
            for at once. Then the best of all is published, and the gate decides on it.
          </p>
          <Field label="Trials more" hint="2,000 in all at most" error={wrongAt('/trials')}>
            {tied => (
              <input
                {...tied}
                inputMode="numeric"
                required
                value={trials}
                onInput={event => setTrials(event.currentTarget.value)}
              />
            )}
          </Field>
        </>
      )}
    </ActionDialog>
  )
}

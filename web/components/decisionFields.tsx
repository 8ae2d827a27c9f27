import { Field } from './field.tsx'

/** Who does something, and why: both are kept with what is done. */
export interface Decision {
  readonly by: string
  readonly reason: string
}

/** Who has decided last in this tab, so that it need not be typed again. */
let lastBy = ''

export function emptyDecision(): Decision {
  return { by: lastBy, reason: '' }
}

export function DecisionFields(props: {
  readonly decision: Decision
  readonly change: (decision: Decision) => void
}) {
  const { decision, change } = props
  return (
    <div class="fields">
      <Field label="Who decides">
        {tied => (
          <input
            {...tied}
            required
            maxLength={200}
            value={decision.by}
            onInput={event => {
              lastBy = event.currentTarget.value
              change({ ...decision, by: lastBy })
            }}
          />
        )}
      </Field>
      <Field label="Why">
        {tied => (
          <input
            {...tied}
            required
            maxLength={2000}
            value={decision.reason}
            onInput={event => change({ ...decision, reason: event.currentTarget.value })}
          />
        )}
      </Field>
    </div>
  )
}

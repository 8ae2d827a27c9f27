import { useState } from 'preact/hooks'
import { giveKey } from '../api/key.ts'
import { Card } from '../components/card.tsx'
import { Field } from '../components/field.tsx'

/** Asked for only where the host wants a key. */
export function KeyForm({ isRefused }: { readonly isRefused: boolean }) {
  const [key, setKey] = useState('')
  return (
    <Card title={isRefused ? 'The key was not accepted' : 'This app asks for a key'}>
      <form
        class="narrow"
        onSubmit={event => {
          event.preventDefault()
          giveKey(key.trim())
        }}
      >
        <Field
          label="Function key"
          hint="Kept in this tab only, until it is closed. Azure portal: Function App, App keys."
        >
          {tied => (
            <input
              {...tied}
              type="password"
              autocomplete="off"
              required
              value={key}
              onInput={event => setKey(event.currentTarget.value)}
            />
          )}
        </Field>
        <button class="primary">Use it</button>
      </form>
    </Card>
  )
}

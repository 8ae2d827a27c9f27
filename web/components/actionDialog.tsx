import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { type ApiError, shownError } from '../api/problem.ts'
import { Dialog } from './dialog.tsx'

export interface ActionDialogProps {
  readonly title: string
  /** On the button that does it: a verb. */
  readonly action: string
  readonly isDangerous?: boolean
  readonly run: () => Promise<unknown>
  readonly close: () => void
  /** After `run` has succeeded; the dialog is closed then. */
  readonly done: () => void
  /** Where they are fields, they are told what the server found wrong at a JSON Pointer into what was sent. */
  readonly children: ComponentChildren | ((wrongAt: WrongAt) => ComponentChildren)
}

export type WrongAt = (pointer: string) => string | undefined

/** Asks before something is done, does it, and stays with what was wrong where it fails. Its children may be fields. */
export function ActionDialog(props: ActionDialogProps) {
  const { title, action, isDangerous = false, run, close, done, children } = props
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError>()

  const submit = async (): Promise<void> => {
    setBusy(true)
    try {
      await run()
      close()
      done()
    } catch (failure) {
      setError(shownError(failure))
      setBusy(false)
    }
  }
  const wrongAt: WrongAt = pointer =>
    error?.errors.find(found => found.pointer === pointer)?.message
  return (
    <Dialog title={title} close={close}>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (!isBusy) void submit()
        }}
      >
        {typeof children === 'function' ? children(wrongAt) : children}
        {error !== undefined && <Refusal error={error} />}
        <div class="row actions">
          <button class={isDangerous ? 'danger' : 'primary'} aria-disabled={isBusy}>
            {action}
          </button>
          <button type="button" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}

/** What was wrong with what was sent, in place. */
export function Refusal({ error }: { readonly error: ApiError }) {
  return (
    <div class="notice bad" role="alert">
      <b>{error.title}.</b> {error.errors.length === 0 && `${error.message} ${error.remedy ?? ''}`}
      {error.errors.length > 0 && (
        <ul>
          {error.errors.map(({ pointer, message }) => (
            <li key={pointer}>
              <code>{pointer}</code> {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

import { useRef, useState } from 'preact/hooks'
import { post } from '../api/client.ts'
import { ActionDialog } from '../components/actionDialog.tsx'
import { DecisionFields, emptyDecision } from '../components/decisionFields.tsx'
import { useKeptFocus } from '../components/keptFocus.ts'
import type { Run } from './answers.ts'

const ACTIONS = {
  suspend: {
    verb: 'Suspend',
    isDangerous: false,
    says: 'What has begun ends; nothing more is started until somebody resumes it.',
  },
  resume: { verb: 'Resume', isDangerous: false, says: 'It goes on where it stopped.' },
  terminate: {
    verb: 'Terminate',
    isDangerous: true,
    says: 'This cannot be undone. What it has stored stays, and it publishes nothing more; the champion stays as it is. Trials of its study stay, too.',
  },
} as const
type Action = keyof typeof ACTIONS

/** What can be done with a run in its state. */
export function RunActions(props: { readonly run: Run; readonly done: () => void }) {
  const { run, done } = props
  const [asked, ask] = useState<Action>()
  return (
    <>
      {actionsOf(run.status).map(action => (
        <ActionButton key={action} action={action} ask={() => ask(action)} />
      ))}
      {asked !== undefined && (
        <ActionOnRun run={run} action={asked} close={() => ask(undefined)} done={done} />
      )}
    </>
  )
}

/** Goes away when its action is done, for the state has other ones. */
function ActionButton(props: { readonly action: Action; readonly ask: () => void }) {
  const { verb, isDangerous } = ACTIONS[props.action]
  const button = useRef<HTMLButtonElement>(null)
  useKeptFocus(button)
  return (
    <button
      ref={button}
      type="button"
      class={isDangerous ? 'danger' : undefined}
      onClick={props.ask}
    >
      {verb}
    </button>
  )
}

function actionsOf(status: string): readonly Action[] {
  if (status === 'Running' || status === 'Pending') return ['suspend', 'terminate']
  return status === 'Suspended' ? ['resume', 'terminate'] : []
}

function ActionOnRun(props: {
  readonly run: Run
  readonly action: Action
  readonly close: () => void
  readonly done: () => void
}) {
  const { run, action, close, done } = props
  const { verb, isDangerous, says } = ACTIONS[action]
  const [decision, setDecision] = useState(emptyDecision)
  return (
    <ActionDialog
      title={`${verb} the run?`}
      action={verb}
      isDangerous={isDangerous}
      run={() =>
        post(`studies/{id}/${action}`, { id: run.studyId }, undefined, {
          query: { reason: `${decision.by}: ${decision.reason}` },
        })
      }
      close={close}
      done={done}
    >
      <p>
        <code>{run.runId}</code>
      </p>
      <p>{says}</p>
      <DecisionFields decision={decision} change={setDecision} />
    </ActionDialog>
  )
}

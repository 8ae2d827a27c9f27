import { useState } from 'preact/hooks'
import { post } from '../api/client.ts'
import { ActionDialog } from '../components/actionDialog.tsx'
import { DecisionFields, emptyDecision } from '../components/decisionFields.tsx'
import type { Champion, ModelCard, Promotions } from './answers.ts'
import { versionsBehind } from './rollBack.ts'

/** Makes the version shown the champion; of the champion, goes back to the one behind it. */
export function PromotionAction(props: {
  readonly card: ModelCard
  readonly champion: Champion
  readonly promotions: Promotions
  readonly done: () => void
}) {
  const { card, champion, promotions, done } = props
  const [isAsked, ask] = useState(false)
  const behind = versionsBehind(promotions)
  const target = card.isChampion ? behind.at(-1) : card.version
  if (target === undefined) return null
  const isBack = behind.includes(target)
  const verb = isBack ? 'Roll back' : 'Promote'
  return (
    <>
      <button type="button" onClick={() => ask(true)}>
        {card.isChampion ? `Roll back to ${target}` : verb}
      </button>
      {isAsked && (
        <PromotionDialog
          target={target}
          verb={verb}
          champion={champion}
          close={() => ask(false)}
          done={done}
        />
      )}
    </>
  )
}

function PromotionDialog(props: {
  readonly target: string
  readonly verb: string
  readonly champion: Champion
  readonly close: () => void
  readonly done: () => void
}) {
  const { target, verb, champion, close, done } = props
  const [decision, setDecision] = useState(emptyDecision)
  return (
    <ActionDialog
      title={`${verb} to ${target}?`}
      action={verb}
      run={() => post('models/{version}/promote', { version: target }, decision)}
      close={close}
      done={done}
    >
      <p>
        It answers every prediction from now on
        {champion !== null && (
          <>
            , instead of <code>{champion.version}</code>
          </>
        )}
        . The gate is not asked. Who and why are kept in the history; the way back is the same.
      </p>
      <DecisionFields decision={decision} change={setDecision} />
    </ActionDialog>
  )
}

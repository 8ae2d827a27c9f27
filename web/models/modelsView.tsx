import { get } from '../api/client.ts'
import type { GetAnswer } from '../api/operations.ts'
import { useAnswer } from '../api/useAnswer.ts'
import { EmptyState } from '../components/emptyState.tsx'
import { Loaded } from '../components/problem.tsx'
import { linkTo } from '../shell/route.ts'
import { DecisionsCard, PromotionsCard } from './historyCards.tsx'
import { VersionCard } from './versionCard.tsx'
import { VersionsCard } from './versionsCard.tsx'

/** What the API tells of all versions. */
export interface Registry {
  readonly models: GetAnswer<'models'>
  readonly history: GetAnswer<'models/history'>
}

/** The registry, and the card of one version: the one in the address, or the champion. */
export function ModelsView({ rest }: { readonly rest: readonly string[] }) {
  const registry = useAnswer<Registry>(async signal => {
    const [models, history] = await Promise.all([
      get('models', {}, { signal }),
      get('models/history', {}, { signal }),
    ])
    return { models, history }
  }, [])
  return (
    <Loaded answer={registry}>
      {({ models: { champion, versions }, history: { promotions, decisions } }) => {
        const shown = rest[0] ?? champion?.version ?? versions[0]?.version
        return (
          <>
            {shown === undefined ? (
              <NothingYet />
            ) : (
              <VersionCard
                key={shown}
                version={shown}
                champion={champion}
                promotions={promotions}
                promoted={registry.reload}
              />
            )}
            {versions.length > 0 && (
              <VersionsCard versions={versions} champion={champion} shown={shown} />
            )}
            {promotions.length > 0 && <PromotionsCard promotions={promotions} />}
            {decisions.length > 0 && <DecisionsCard decisions={decisions} />}
          </>
        )
      }}
    </Loaded>
  )
}

function NothingYet() {
  return (
    <EmptyState title="No model is published yet">
      <p>
        A training run publishes one: see <a href={linkTo('pipelines')}>Pipelines</a>.
      </p>
    </EmptyState>
  )
}

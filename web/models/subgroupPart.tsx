import { Table } from '../components/table.tsx'
import { count } from '../format.ts'
import { Estimate } from './estimate.tsx'
import type { ModelCard } from './versionCard.tsx'

const DIMENSIONS = {
  sex: 'Sex',
  age: 'Age',
  ethnicity: 'Ethnicity',
  insurance: 'Insurance',
  'care-unit': 'First care unit',
}

type Group = Pick<
  ModelCard['subgroups'][number]['groups'][number],
  'stays' | 'deaths' | 'figures' | 'suppressed'
> & { readonly name: string }

const FIGURES = [
  ['auroc', 'AUROC'],
  ['observedToExpected', 'Observed / expected'],
  ['sensitivity', 'Sensitivity'],
  ['specificity', 'Specificity'],
] as const

/** What the model is worth group by group, and on parts that it has not learned from. */
export function SubgroupPart({ card: { subgroups, validations } }: { readonly card: ModelCard }) {
  const groups = subgroups.flatMap(({ by, groups: members }) =>
    members.map(member => ({ ...member, name: `${DIMENSIONS[by]}: ${member.group}` })),
  )
  const parts = validations.map(validation => ({
    ...validation,
    name:
      validation.kind === 'charting-system'
        ? 'MetaVision, learned from CareVue'
        : `${validation.scored}, learned from the others`,
  }))
  return (
    <>
      <p class="muted">
        Observed / expected deaths: 1 is right, above 1 too few were predicted. Groups of fewer than
        10 patients are not shown, nor figures with fewer than 5 deaths or survivors.
      </p>
      <GroupTable caption="Subgroups" groups={groups} />
      <h3>Where it has not learned</h3>
      <p class="muted">
        The same plan trained without these stays and scored on them (internal–external validation).
      </p>
      <GroupTable caption="Parts that the plan has not learned from" groups={parts} />
    </>
  )
}

function GroupTable(props: { readonly caption: string; readonly groups: readonly Group[] }) {
  return (
    <Table
      caption={props.caption}
      rows={props.groups}
      keyOf={({ name }) => name}
      columns={[
        { title: 'Group', cell: ({ name }) => name },
        { title: 'Stays', isNumber: true, cell: ({ stays }) => count(stays) },
        { title: 'Deaths', isNumber: true, cell: ({ deaths }) => count(deaths) },
        ...FIGURES.map(([key, title]) => ({
          title,
          isNumber: true,
          cell: ({ figures, suppressed }: Group) =>
            figures === null ? (
              <span class="muted">{key === 'auroc' ? `not shown: ${suppressed}` : ''}</span>
            ) : (
              <Estimate of={figures[key]} />
            ),
        })),
      ]}
    />
  )
}

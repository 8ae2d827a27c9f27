import { useCallback, useMemo, useState } from 'preact/hooks'
import { ChoiceField } from '../components/choiceField.tsx'
import { Table, type TableProps } from '../components/table.tsx'
import { count, counted, metric } from '../format.ts'
import { forest } from '../plots/forest.ts'
import { PlotFigure } from '../plots/plotFigure.tsx'
import type { ModelCard } from './answers.ts'
import { Estimate } from './estimate.tsx'
import { alertFigures, areaUnder } from './operatingPoints.ts'

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

const FIGURES = {
  auroc: 'AUROC',
  observedToExpected: 'Observed / expected deaths',
  sensitivity: 'Sensitivity',
  specificity: 'Specificity',
} as const
type FigureName = keyof typeof FIGURES
const FIGURE_NAMES = ['auroc', 'observedToExpected', 'sensitivity', 'specificity'] as const

/** What the model is worth group by group, and on parts that it has not learned from. */
export function SubgroupPart({ card }: { readonly card: ModelCard }) {
  const { subgroups, validations } = card
  const [figure, setFigure] = useState<FigureName>('auroc')
  const groups = useMemo(
    () =>
      subgroups.flatMap(({ by, groups: members }) =>
        members.map(member => ({ ...member, name: `${DIMENSIONS[by]}: ${member.group}` })),
      ),
    [subgroups],
  )
  const parts = useMemo(
    () =>
      validations.map(validation => ({
        ...validation,
        name:
          validation.kind === 'charting-system'
            ? 'MetaVision, learned from CareVue'
            : `${validation.scored}, learned from the others`,
      })),
    [validations],
  )
  const overall = overallOf(card)[figure]
  return (
    <>
      <p class="muted">
        Observed / expected deaths: 1 is right, above 1 too few were predicted. Of groups with fewer
        than 10 patients, or 5 deaths or survivors, nothing is told.
      </p>
      <div class="fields">
        <ChoiceField
          label="Figure drawn"
          value={figure}
          choices={FIGURE_NAMES.map(name => [name, FIGURES[name]] as const)}
          choose={setFigure}
        />
      </div>
      <GroupForest caption="Subgroups" groups={groups} figure={figure} overall={overall} />
      <h3>Where it has not learned</h3>
      <p class="muted">
        The same plan trained without these stays and scored on them (internal–external validation).
      </p>
      <GroupForest
        caption="Parts that the plan has not learned from"
        groups={parts}
        figure={figure}
        overall={overall}
      />
    </>
  )
}

/**
 * What each group is compared with: the figures of all stays by the same predictions, which are not corrected for the
 * search as the card's metrics are; of observed to expected deaths, what is right.
 */
function overallOf({ metrics, curves, operation }: ModelCard): Record<FigureName, number> {
  const { sensitivity, specificity } = alertFigures(operation.confusion)
  const auroc = curves.roc.length === 0 ? metrics.auroc.value : areaUnder(curves.roc)
  return { auroc, observedToExpected: 1, sensitivity, specificity }
}

function GroupForest(props: {
  readonly caption: string
  readonly groups: readonly Group[]
  readonly figure: FigureName
  readonly overall: number
}) {
  const { caption, groups, figure, overall } = props
  const rows = useMemo(
    () =>
      groups.flatMap(({ name, figures }) =>
        figures === null ? [] : [{ name, ...figures[figure] }],
      ),
    [groups, figure],
  )
  const draw = useCallback(
    (width: number) =>
      forest(
        {
          label: FIGURES[figure],
          rows,
          reference: overall,
          isRatio: figure === 'observedToExpected',
        },
        width,
      ),
    [rows, figure, overall],
  )
  const table = tableOf(caption, groups)
  if (rows.length === 0) return <Table {...table} />
  const without = groups.length - rows.length
  return (
    <PlotFigure
      title={`${caption}: ${FIGURES[figure]}`}
      description={`With 95 % intervals. The dashed line is ${figure === 'observedToExpected' ? 'what is right' : 'that of all stays by the same predictions'}, ${metric(overall)}.${without > 0 ? ` ${counted(without, 'group')} too small for figures: see the table.` : ''}`}
      isDescriptionShown
      draw={draw}
      table={table}
    />
  )
}

function tableOf(caption: string, groups: readonly Group[]): TableProps<Group> {
  return {
    caption,
    rows: groups,
    keyOf: ({ name }) => name,
    columns: [
      { title: 'Group', cell: ({ name }) => name },
      { title: 'Stays', isNumber: true, cell: ({ stays }) => count(stays) },
      { title: 'Deaths', isNumber: true, cell: ({ deaths }) => count(deaths) },
      ...FIGURE_NAMES.map(name => ({
        title: FIGURES[name],
        isNumber: true,
        cell: ({ figures, suppressed }: Group) =>
          figures === null ? (
            <span class="muted">{name === 'auroc' ? `not shown: ${suppressed}` : ''}</span>
          ) : (
            <Estimate of={figures[name]} />
          ),
      })),
    ],
  }
}

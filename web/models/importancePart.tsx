import { useCallback, useMemo } from 'preact/hooks'
import { counted, figure } from '../format.ts'
import { importanceBars } from '../plots/importanceBars.ts'
import { PlotFigure } from '../plots/plotFigure.tsx'
import type { ModelCard } from './answers.ts'

/** Inputs that are drawn; the table has all. */
const DRAWN = 15

/** What the model looks at: how far each input moves its score. Nothing where the card is older than this. */
export function ImportancePart({ card }: { readonly card: ModelCard }) {
  const { importance, features } = card
  const bars = useMemo(() => {
    const labels = new Map(features.map(({ name, description }) => [name, description]))
    return (importance?.inputs ?? []).map(({ feature, value }) => ({
      name: feature,
      label: labels.get(feature) ?? feature,
      value,
    }))
  }, [importance, features])
  const draw = useCallback((width: number) => importanceBars(bars.slice(0, DRAWN), width), [bars])
  if (importance === undefined || bars.length === 0) return null
  const among =
    bars.length > DRAWN ? `, the ${DRAWN} strongest of ${bars.length}: the table has all` : ''
  return (
    <>
      <h3>What moves its score</h3>
      <PlotFigure
        title="Importance of the inputs"
        description={`How far each input moves the score up or down, on average over ${counted(importance.stays, 'stay')} that it learned from: the mean of |SHAP value| in log-odds, before calibration${among}. It says what the model looks at, not what would help a patient.`}
        isDescriptionShown
        draw={draw}
        table={{
          caption: 'Importance of the inputs',
          rows: bars,
          keyOf: ({ name }) => name,
          shown: 20,
          columns: [
            { title: 'Input', cell: ({ label }) => label },
            { title: 'Name', cell: ({ name }) => <code>{name}</code> },
            {
              title: 'Moves the score by',
              isNumber: true,
              cell: ({ value }) => figure(value),
              sortBy: ({ value }) => value,
            },
          ],
        }}
      />
    </>
  )
}

import { Table } from '../components/table.tsx'
import { count, percent } from '../format.ts'
import { estimateInWords } from './estimate.tsx'
import type { ModelCard } from './versionCard.tsx'

/** Calibration in a sentence and by tenths of predicted risk. */
export function CalibrationPart({ card }: { readonly card: ModelCard }) {
  const { operation, curves, calibration } = card
  const fitted =
    operation.calibration === null
      ? 'Slope and intercept are not estimable with fewer than 20 deaths or survivors.'
      : `Slope ${estimateInWords(operation.calibration.slope)}, 1 is right; intercept ${estimateInWords(operation.calibration.intercept)}, 0 is right.`
  return (
    <>
      <p>
        {calibration} {fitted} Expected calibration error{' '}
        {estimateInWords(operation.calibrationError)}.
      </p>
      <Table
        caption="Reliability: stays by predicted risk"
        rows={curves.reliability}
        keyOf={({ predicted }) => predicted}
        columns={[
          { title: 'Predicted', isNumber: true, cell: bin => percent(bin.predicted) },
          {
            title: 'Observed',
            isNumber: true,
            cell: bin => (
              <>
                {percent(bin.observed)}
                <span class="interval">
                  {' '}
                  ({percent(bin.low)} to {percent(bin.high)})
                </span>
              </>
            ),
          },
          { title: 'Stays', isNumber: true, cell: bin => count(bin.count) },
        ]}
      />
    </>
  )
}

import type { ModelCard } from './answers.ts'
import { estimateInWords } from './estimate.tsx'

/** Calibration in a sentence; by predicted risk it is drawn among the curves. */
export function CalibrationPart({ card }: { readonly card: ModelCard }) {
  const { operation, calibration } = card
  const fitted =
    operation.calibration === null
      ? 'Slope and intercept are not estimable with fewer than 20 deaths or survivors.'
      : `Slope ${estimateInWords(operation.calibration.slope)}, 1 is right; intercept ${estimateInWords(operation.calibration.intercept)}, 0 is right.`
  return (
    <p>
      {calibration} {fitted} Expected calibration error{' '}
      {estimateInWords(operation.calibrationError)}.
    </p>
  )
}

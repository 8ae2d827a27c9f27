import { applyCalibration } from '../models/calibrate.ts'
import { FAMILY } from '../models/families.ts'
import { applyPreprocessor } from '../preprocessing/applyPreprocessor.ts'
import { parsePreprocessor } from '../preprocessing/preprocessor.ts'
import type { ModelArtifact } from '../registry/artifact.ts'
import type { Frame } from '../tables/frame.ts'

/**
 * Calibrated probabilities of rows of gold, by the code path of serving.
 *
 * @param rows - positions in the frame
 */
export function artifactProbabilities(
  artifact: ModelArtifact,
  frame: Frame,
  rows: Int32Array,
): Float64Array {
  const family = FAMILY[artifact.family]
  const matrix = applyPreprocessor(parsePreprocessor(artifact.preprocessor), frame, rows)
  return applyCalibration(
    artifact.calibration,
    family.margins(family.parse(artifact.model), matrix),
  )
}

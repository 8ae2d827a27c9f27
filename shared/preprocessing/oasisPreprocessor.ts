import { OASIS_COMPONENTS } from '../features/oasis.ts'
import type { OasisPreprocessor } from './preprocessor.ts'

/**
 * The preprocessor of the family `severity`: one column of points per component of OASIS. It uses the features that are
 * inputs of OASIS, and nothing is fitted: what is missing scores 0, as in mimic-code.
 */
export function oasisPreprocessor(): OasisPreprocessor {
  return {
    kind: 'oasis',
    names: OASIS_COMPONENTS.map(component => component.name),
    sources: OASIS_COMPONENTS.map(component => component.features[0] ?? component.name),
    fills: [],
  }
}

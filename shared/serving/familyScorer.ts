import { FAMILY } from '../models/families.ts'
import { type ScorerOf, scorerOfFamily } from './servedModel.ts'

/** The scorer of an artifact of any family. */
export const familyScorer: ScorerOf = artifact =>
  scorerOfFamily(FAMILY[artifact.family], artifact.model)

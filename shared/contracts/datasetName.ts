import { z } from 'zod'

/** One folder of MIMIC-III CSVs in the bronze container. */
export const datasetName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'must be 1 to 63 lower-case letters, digits and hyphens, and begin with a letter or digit',
  )

import type { HttpRequest } from '@azure/functions'
import { datasetName } from '../../shared/contracts/datasetName.ts'
import { invalidInput } from '../../shared/http/inputErrors.ts'

/**
 * The dataset that a route is about.
 *
 * @throws AppError INVALID_INPUT where no dataset can have that name
 */
export function datasetParameter({ params }: Pick<HttpRequest, 'params'>): string {
  const parsed = datasetName.safeParse(params['dataset'])
  if (parsed.success) return parsed.data
  const message = parsed.error.issues.map(issue => issue.message).join('; ')
  throw invalidInput([{ pointer: '{dataset}', message }])
}

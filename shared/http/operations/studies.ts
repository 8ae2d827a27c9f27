import { z } from 'zod'
import { permutedOutcomes, searchDimension, studyDefinition, trial } from '../../contracts/study.ts'
import { extensionRequest, familyName } from '../../contracts/training.ts'
import type { Operation } from './operation.ts'

/** The same to a study's run and to the slice of trials that works for it. */
function steering<Verb extends 'suspend' | 'resume' | 'terminate'>(
  id: string,
  verb: Verb,
  what: string,
) {
  return {
    id,
    method: 'post',
    path: `studies/{id}/${verb}`,
    summary: `${what}; answers the status links of Durable Functions.`,
    query: { reason: { description: 'Why; Durable keeps it.', schema: z.string().optional() } },
    status: 202,
    errors: ['INVALID_INPUT', 'STUDY_NOT_FOUND', 'STUDY_NOT_RUNNING', 'STUDY_BUSY'],
  } as const satisfies Operation
}

/** The search for hyperparameters, and its steering. */
export const STUDY_OPERATIONS = [
  {
    id: 'getStudy',
    method: 'get',
    path: 'studies/{id}',
    summary:
      'A study with its trials: parameters, values, states and times; what each family may choose, and what the winner is worth on permuted outcomes.',
    answer: studyDefinition.extend({
      results: z.array(trial),
      /** null until the study has published its winner. */
      permuted: permutedOutcomes.nullable(),
      space: z.partialRecord(familyName, z.array(searchDimension)),
    }),
    errors: ['STUDY_NOT_FOUND'],
  },
  {
    id: 'addTrials',
    method: 'post',
    path: 'studies/{id}/trials',
    summary:
      'More trials for a study that has ended, as if they had been asked for at once; answers the status links of Durable Functions.',
    body: extensionRequest,
    status: 202,
    errors: ['INVALID_JSON', 'INVALID_INPUT', 'STUDY_NOT_FOUND', 'STUDY_RUNNING', 'BODY_TOO_LARGE'],
  },
  steering('suspendStudy', 'suspend', 'Start no more trials of a study; those in flight end'),
  steering('resumeStudy', 'resume', 'Go on with a study that is suspended'),
  steering(
    'terminateStudy',
    'terminate',
    'End a study; its trials stay, and it can have more later',
  ),
] as const satisfies readonly Operation[]

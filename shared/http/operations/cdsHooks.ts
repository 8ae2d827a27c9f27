import { z } from 'zod'
import { cdsFeedback } from '../../cds/cdsFeedback.ts'
import { CDS_SERVICE_ID, cdsRequest } from '../../cds/cdsRequest.ts'
import { cdsResponse } from '../../cds/riskCard.ts'
import type { Operation } from './operation.ts'

/** CDS Hooks, whose routes and answers its specification gives. */
export const CDS_OPERATIONS = [
  {
    id: 'listCdsServices',
    method: 'get',
    path: 'cds-services',
    summary: 'The services of CDS Hooks 2.0, with the FHIR queries to send along.',
    open: true,
    answer: z.object({
      services: z.array(
        z.object({
          hook: z.string(),
          id: z.string(),
          title: z.string(),
          description: z.string(),
          prefetch: z.record(z.string(), z.string()),
          usageRequirements: z.string(),
        }),
      ),
    }),
    errors: [],
  },
  {
    id: 'callCdsService',
    method: 'post',
    path: `cds-services/${CDS_SERVICE_ID}`,
    summary:
      'CDS Hooks 2.0, hook patient-view: a card with the risk and its FHIR R4 RiskAssessment for a patient in an ICU.',
    body: cdsRequest,
    answer: cdsResponse,
    errors: [
      'INVALID_JSON',
      'INVALID_INPUT',
      'PREFETCH_MISSING',
      'BODY_TOO_LARGE',
      'RETROSPECTIVE_MODEL',
      'TOO_MANY_STAYS',
      'NO_CHAMPION',
      'CHAMPION_UNREADABLE',
      'STORAGE_UNAVAILABLE',
    ],
  },
  {
    id: 'sendCdsFeedback',
    method: 'post',
    path: `cds-services/${CDS_SERVICE_ID}/feedback`,
    summary: 'CDS Hooks 2.0: which cards were accepted, and which overridden.',
    body: cdsFeedback,
    answer: z.object({}),
    errors: ['INVALID_JSON', 'INVALID_INPUT', 'BODY_TOO_LARGE'],
  },
] as const satisfies readonly Operation[]

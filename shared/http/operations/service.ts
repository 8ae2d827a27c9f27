import { z } from 'zod'
import { health } from '../../serving/health.ts'
import type { OpenApiDocument } from '../openApiDocument.ts'
import type { Operation } from './operation.ts'

/** The app itself: its health, its description and its page. */
export const SERVICE_OPERATIONS = [
  {
    id: 'health',
    method: 'get',
    path: 'health',
    summary: 'Liveness, with versions and what is out of reach.',
    open: true,
    answer: health,
    errors: [],
  },
  {
    id: 'openapi',
    method: 'get',
    path: 'openapi.json',
    summary: 'This document.',
    open: true,
    answer: z
      .custom<OpenApiDocument>()
      .meta({ type: 'object', description: 'OpenAPI 3.1; the page shows it under API' }),
    errors: [],
  },
  {
    id: 'page',
    method: 'get',
    path: 'ui/{*path}',
    summary: 'The web page; it begins at /api/ui.',
    open: true,
    errors: ['PAGE_NOT_FOUND'],
  },
] as const satisfies readonly Operation[]

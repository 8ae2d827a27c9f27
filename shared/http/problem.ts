/** One finding about the input: where (RFC 6901 JSON Pointer into the body, `?name` of the query or `{name}` of the path), and what. */
export interface InputError {
  readonly pointer: string
  readonly message: string
}

/**
 * Every error our functions answer, by code. The remedy is shown to the caller; `openapi.json` lists them all.
 */
export const ERRORS = {
  INVALID_JSON: {
    status: 400,
    title: 'The body is not valid JSON',
    remedy: 'Send one JSON object, encoded in UTF-8. NaN and Infinity are not JSON: send null.',
  },
  INVALID_INPUT: {
    status: 400,
    title: 'The input breaks the contract',
    remedy: 'Correct the fields named in `errors`; GET /api/openapi.json describes them.',
  },
  MODEL_NOT_FOUND: {
    status: 404,
    title: 'There is no such model version',
    remedy: 'GET /api/models lists the versions.',
  },
  MODEL_FILE_NOT_FOUND: {
    status: 404,
    title: 'The model version has no such file',
    remedy:
      'Ask for model.json, card.json, card.md, lineage.json or baseline.json; for xgboost.json of a model of trees.',
  },
  DATASET_NOT_FOUND: {
    status: 404,
    title: 'There is no such dataset',
    remedy: 'GET /api/pipelines lists the datasets; drop its CSVs into bronze/<dataset>/ first.',
  },
  FEATURE_NOT_FOUND: {
    status: 404,
    title: 'There is no such feature',
    remedy: 'GET /api/features lists them.',
  },
  RUN_NOT_FOUND: {
    status: 404,
    title: 'There is no such run',
    remedy: 'GET /api/pipelines/{dataset} lists the runs.',
  },
  STUDY_NOT_FOUND: {
    status: 404,
    title: 'There is no such study',
    remedy: 'A study has the id of its run: GET /api/pipelines/{dataset} lists the runs.',
  },
  PREDICTION_NOT_FOUND: {
    status: 404,
    title: 'There is no such prediction',
    remedy:
      'Give the `id` of a prediction as POST /api/predict answered it; it is in the log within a second.',
  },
  PAGE_NOT_FOUND: {
    status: 404,
    title: 'The page has no such file',
    remedy: 'Open /api/ui.',
  },
  DATASET_NOT_READY: {
    status: 409,
    title: 'The dataset cannot be trained on yet',
    remedy: 'Drop the missing tables into bronze/<dataset>/ and wait for their promotion.',
  },
  STUDY_RUNNING: {
    status: 409,
    title: 'The study is still running',
    remedy: 'Wait for its end, or end it: POST /api/studies/{id}/terminate.',
  },
  STUDY_NOT_RUNNING: {
    status: 409,
    title: 'The study is not under way',
    remedy: 'POST /api/studies/{id}/trials goes on with one that has ended.',
  },
  PROMOTION_CONFLICT: {
    status: 409,
    title: 'The champion changed meanwhile',
    remedy: 'Look at GET /api/models/history and decide again.',
  },
  NO_APPROVAL_AWAITED: {
    status: 409,
    title: 'Nothing waits for a decision',
    remedy:
      'GET /api/models/history tells what was decided; POST /api/models/{version}/promote changes it.',
  },
  APPROVAL_AMBIGUOUS: {
    status: 409,
    title: 'Several versions wait for a decision',
    remedy: 'Name one of them as `version`.',
  },
  RETROSPECTIVE_MODEL: {
    status: 409,
    title: 'A retrospective model is never served',
    remedy: 'Promote a version of the feature set `core` or `full`.',
  },
  PREFETCH_MISSING: {
    status: 412,
    title: 'The prefetch of the CDS Hooks call is not complete',
    remedy: 'Send every query that GET /api/cds-services names as prefetch.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    title: 'The body is too large',
    remedy: 'Send fewer instances per call.',
  },
  STUDY_BUSY: {
    status: 503,
    title: 'The study has not heard of it yet',
    remedy: 'Call again: what has been done already is left as it is.',
  },
  TOO_MANY_STAYS: {
    status: 503,
    title: 'Too many stays are being computed',
    remedy: 'Try again after the seconds in Retry-After. Features instead of raw rows do not wait.',
  },
  NO_CHAMPION: {
    status: 503,
    title: 'No model is published yet',
    remedy: 'Wait for the running training, or start one: POST /api/pipelines/{dataset}.',
  },
  CHAMPION_UNREADABLE: {
    status: 503,
    title: 'The champion cannot be read',
    remedy: 'Promote another version: POST /api/models/{version}/promote.',
  },
  STORAGE_UNAVAILABLE: {
    status: 503,
    title: 'Storage does not answer',
    remedy: 'Try again; GET /api/health says whether storage is reachable.',
  },
  INTERNAL: {
    status: 500,
    title: 'Something went wrong on our side',
    remedy:
      'Try again; if it stays, give the id to whoever runs this app: its log holds the cause.',
  },
} as const

export type ErrorCode = keyof typeof ERRORS

export interface AppErrorOptions {
  readonly errors?: readonly InputError[]
  /** For 503: seconds after which trying again makes sense. */
  readonly retryAfterSeconds?: number
  readonly cause?: unknown
}

/** An error the caller is meant to see: thrown anywhere, answered as a problem by `respond`. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly errors: readonly InputError[]
  readonly retryAfterSeconds: number | undefined

  /** @param detail - what is wrong in this case, in a sentence; without patient data. */
  constructor(code: ErrorCode, detail: string, options: AppErrorOptions = {}) {
    super(detail, { cause: options.cause })
    this.code = code
    this.errors = options.errors ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/** An `application/problem+json` answer, RFC 9457, with the extensions `code`, `remedy`, `errors` and `id`. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail?: string
  readonly code: ErrorCode
  readonly remedy: string
  readonly errors?: readonly InputError[]
  readonly id?: string
}

/** Where a problem type is documented: a URI reference into our own OpenAPI document. */
export function problemType(code: ErrorCode): string {
  return `/api/openapi.json#/x-problems/${code}`
}

/** An error of ours as RFC 9457 has it, with the code and the remedy beside. */
export function problemOf(error: AppError): Problem {
  const { status, title, remedy } = ERRORS[error.code]
  return {
    type: problemType(error.code),
    title,
    status,
    detail: error.message,
    code: error.code,
    remedy,
    ...(error.errors.length > 0 && { errors: error.errors }),
  }
}

/** What a caller sees of an error that is none of theirs: an id to ask about, never its message. */
export function internalProblem(id: string): Problem {
  const { status, title, remedy } = ERRORS.INTERNAL
  return { type: problemType('INTERNAL'), title, status, code: 'INTERNAL', remedy, id }
}

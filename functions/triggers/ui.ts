import { join } from 'node:path'
import { app, type HttpHandler } from '@azure/functions'
import { AppError } from '../../shared/http/problem.ts'
import { APP_ROOT } from '../http/appRoot.ts'
import { respond } from '../http/respond.ts'
import { staticFile } from '../http/staticFile.ts'

/** Nothing but our own files, no inline script, no frames. */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

/** What the build has put into `assets/` is named after its content, so that it never changes. */
const FOREVER = 'public, max-age=31536000, immutable'

/** `GET /api/ui`: the page, and the files it is made of, from `dist/web/`. */
export function pageHandler(folder: string): HttpHandler {
  return respond(async request => {
    const path = request.params['path'] || 'index.html'
    const file = await staticFile(folder, path)
    if (file === undefined)
      throw new AppError('PAGE_NOT_FOUND', 'The page has no file of this name.')

    const caching = path.startsWith('assets/') ? FOREVER : 'no-cache'
    const headers = { ...SECURITY_HEADERS, etag: file.etag, 'cache-control': caching }
    if (request.headers.get('if-none-match') === file.etag) return { status: 304, headers }
    return { headers: { ...headers, 'content-type': file.contentType }, body: file.bytes }
  })
}

app.http('page', {
  route: 'ui/{*path}',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: pageHandler(join(APP_ROOT, 'dist', 'web')),
})

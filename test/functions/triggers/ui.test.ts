import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { pageHandler } from '../../../functions/triggers/ui.ts'
import { call } from './servingSample.ts'

const root = mkdtempSync(join(tmpdir(), 'page-'))
const folder = join(root, 'web')
mkdirSync(join(folder, 'assets'), { recursive: true })
writeFileSync(join(folder, 'index.html'), '<!doctype html>')
writeFileSync(join(folder, 'assets', 'app.js'), 'export {}')
writeFileSync(join(folder, '.secret.json'), '{}')
writeFileSync(join(folder, 'notes.md'), 'no type')
writeFileSync(join(root, 'outside.json'), '{}')
afterAll(() => rmSync(root, { recursive: true }))

const handler = pageHandler(folder)
const get = async (path?: string, headers?: Record<string, string>) =>
  await call(handler, { params: path === undefined ? {} : { path }, ...(headers && { headers }) })

describe('GET /api/ui', () => {
  it('is the page, under a policy that allows no inline script', async () => {
    const page = await get()
    expect(page).toMatchObject({ status: 200, body: '<!doctype html>' })
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.headers['content-security-policy']).toContain("script-src 'self'")
    expect(page.headers['content-security-policy']).not.toContain('unsafe')
  })

  it('serves the files of the page, also from a folder below', async () => {
    const script = await get('assets/app.js')
    expect(script).toMatchObject({ status: 200, body: 'export {}' })
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8')
  })

  it('may be kept for ever where its name tells of its content, and else is asked for anew', async () => {
    expect((await get('assets/app.js')).headers['cache-control']).toContain('immutable')
    expect((await get()).headers['cache-control']).toBe('no-cache')
  })

  it('answers 304 to who has the file already', async () => {
    const { headers } = await get('assets/app.js')
    const again = await get('assets/app.js', { 'if-none-match': headers['etag'] ?? '' })
    expect(again).toMatchObject({ status: 304, body: '' })
  })

  it.each([
    '../outside.json',
    'assets/../../outside.json',
    '..\\outside.json',
    '/etc/passwd.txt',
    '.secret.json',
    'notes.md',
    'assets',
    'missing.js',
    'app.js/index.html',
    'index.html\0.js',
  ])('has no file %j', async path => {
    const answer = await get(path)
    expect([answer.status, answer.json.code]).toEqual([404, 'PAGE_NOT_FOUND'])
  })
})

import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generatedDocs } from './generatedDocs.ts'

/** This file is in dist/cli/ when it runs. */
const PROJECT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** `npm run docs`: writes the data dictionary, and the README's table of tables. */
const readme = readFileSync(join(PROJECT, 'README.md'), 'utf8')
for (const [path, text] of Object.entries(generatedDocs(readme))) {
  writeFileSync(join(PROJECT, path), text)
  console.log(path)
}

import { readdir } from 'node:fs/promises'
import path from 'node:path'

/**
 * The files that a package.json `main` names: a path, or a glob with `*`, `**`, `?` and `{a,b}`.
 *
 * @returns paths relative to `folder` with `/`, sorted; files under `node_modules` never match a glob
 */
export async function findEntryPoints(folder: string, main: string): Promise<string[]> {
  const pattern = path.posix.normalize(main.replaceAll('\\', '/')).replace(/^\.\//, '')
  const matcher = globToRegExp(pattern)

  // only the folders below the part without magic can hold a match
  const fixed: string[] = []
  for (const segment of pattern.split('/').slice(0, -1)) {
    if (/[*?{]/.test(segment)) break
    fixed.push(segment)
  }

  const found: string[] = []
  const walk = async (relative: string): Promise<void> => {
    for (const entry of await readFolder(path.join(folder, relative))) {
      const name = relative === '' ? entry.name : `${relative}/${entry.name}`
      if (entry.isDirectory()) {
        if (entry.name !== 'node_modules') await walk(name)
      } else if (matcher.test(name)) found.push(name)
    }
  }
  await walk(fixed.join('/'))
  return found.sort()
}

async function readFolder(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

export function globToRegExp(glob: string): RegExp {
  let source = ''
  for (let i = 0; i < glob.length; i++) {
    const char = glob.charAt(i)
    if (glob.startsWith('**/', i)) {
      source += '(?:[^/]+/)*'
      i += 2
    } else if (glob.startsWith('**', i)) {
      source += '.*'
      i += 1
    } else if (char === '*') source += '[^/]*'
    else if (char === '?') source += '[^/]'
    else if (char === '{') source += '(?:'
    else if (char === '}') source += ')'
    else if (char === ',' && glob.lastIndexOf('{', i) > glob.lastIndexOf('}', i)) source += '|'
    else source += char.replace(/[.+^$()|[\]\\]/, String.raw`\$&`)
  }
  return new RegExp(`^${source}$`)
}

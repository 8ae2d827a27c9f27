import { access, constants } from 'node:fs/promises'
import path from 'node:path'

/** Where Azure Functions Core Tools' `func` lies on the PATH; undefined where it does not. */
export async function findCoreTools(searchPath: string | undefined): Promise<string | undefined> {
  const names = process.platform === 'win32' ? ['func.exe', 'func.cmd'] : ['func']
  for (const folder of (searchPath ?? '').split(path.delimiter)) {
    if (folder === '') continue
    for (const name of names) {
      const file = path.join(folder, name)
      try {
        await access(file, constants.X_OK)
        return file
      } catch {
        // not in this folder
      }
    }
  }
  return undefined
}

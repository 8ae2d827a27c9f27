import { rename, writeFile } from 'node:fs/promises'

/** What is used of a LokiJS database: Azurite keeps its metadata in these, in memory. */
export interface LokiDatabase {
  /** Where its JSON lies. */
  readonly filename: string
  readonly collections: { dirty: boolean }[]
  /** True while something is in memory only. */
  autosaveDirty(): boolean
  autosaveClearFlags(): void
  autosaveDisable(): void
  serialize(): string
}

/**
 * Brings a group of databases to disk, as they stand at one moment.
 *
 * All that changed are serialised in one go, before anything is awaited, and then written in the order given: a blob's
 * metadata never reaches the disk before the extent that it points at. Each file is replaced whole (written beside,
 * renamed), so a process killed half-way leaves the older one. A database that could not be written counts as changed
 * again.
 */
export async function saveChanged(databases: readonly LokiDatabase[]): Promise<void> {
  const changed = databases
    .filter(database => database.autosaveDirty())
    .map(database => {
      const json = database.serialize()
      database.autosaveClearFlags()
      return { database, json }
    })

  for (const [index, { database, json }] of changed.entries()) {
    try {
      const beside = `${database.filename}~`
      await writeFile(beside, json)
      await rename(beside, database.filename)
    } catch (error) {
      for (const unsaved of changed.slice(index)) {
        for (const collection of unsaved.database.collections) collection.dirty = true
      }
      throw error
    }
  }
}

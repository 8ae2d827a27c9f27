/** What is used of a LokiJS 1.5 database: Azurite keeps its metadata in these, in memory. */
export interface LokiDatabase {
  /** Where its JSON lies. */
  readonly filename: string
  readonly collections: readonly LokiCollection[]
  /** True while something is in memory only. */
  autosaveDirty(): boolean
  autosaveClearFlags(): void
  autosaveDisable(): void
  serialize(): string
  loadJSONObject(database: LokiJson): void
}

export interface LokiCollection {
  readonly name: string
  dirty: boolean
  /** Null where there is none. */
  get(id: number): LokiDocument | null
  on(
    event: 'insert' | 'update' | 'delete',
    listener: (changed: LokiDocument | LokiDocument[]) => void,
  ): void
  ensureAllIndexes(force: boolean): void
}

export interface LokiDocument {
  /** Its id in the collection; gone once it is removed. */
  readonly $loki: number
}

/** A serialised database, as far as it is read here. */
export interface LokiJson {
  readonly collections: { readonly name: string; data: LokiDocument[]; maxId: number }[]
}

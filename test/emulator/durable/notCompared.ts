const ENTITIES = 'entities do not run in the emulator'
const HOST = 'answered by emulator/host, whose own tests hold it'
const BLOBS = 'blob triggers are not emulated (the app has Event Grid triggers)'

/** Captures that are not compared, each with its reason. */
export const notCompared: Readonly<Record<string, string>> = {
  '12-status-waiting-history': `${ENTITIES}; its history up to the entity is compared below`,
  '14-status-completed': ENTITIES,
  '15-status-completed-history': ENTITIES,
  '16-status-completed-history-nooutput': ENTITIES,
  '17-status-noinput': ENTITIES,
  '20-entityFail-history': ENTITIES,
  '20-lockless-history': ENTITIES,
  '25-entityOps-history': ENTITIES,
  '90-entity-signal': ENTITIES,
  '91-entity-get': ENTITIES,
  '92-entity-missing': ENTITIES,
  '93-entity-list': ENTITIES,
  '94-entity-list-name': ENTITIES,
  '95-entity-client': ENTITIES,
  '133-rpc-entity': ENTITIES,
  '110-http-anon': HOST,
  '117-admin-host-status': HOST,
  '118-admin-functions': HOST,
  '140-admin-functions': HOST,
  '140-admin-invoke-queue': HOST,
  '140-admin-keys': HOST,
  '140-admin-ping': HOST,
  '140-admin-status': HOST,
  '140-admin-systemkeys': HOST,
  '141-http-functionkey': HOST,
  '142-http-masterkey-header': HOST,
}
export const reasonAgainst = (name: string): string | undefined =>
  notCompared[name] ?? (/^2\d\d-/.test(name) ? BLOBS : undefined)

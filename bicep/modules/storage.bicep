@minLength(3)
@maxLength(24)
param name string
param location string
param tags object

@description('What the pipeline keeps in blobs (shared/storage/paths.ts has the same list), and where Event Grid puts what it could not deliver.')
param containers string[] = [
  'bronze'
  'silver'
  'gold'
  'models'
  'scoring'
  'predictions'
  'quarantine'
  'deadletter'
]

@description('What the pipeline keeps in tables (shared/storage/paths.ts has the same list).')
param rowTables string[] = ['promotions', 'runs', 'trials', 'models', 'predictions', 'outcomes', 'batches']

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    networkAcls: { bypass: 'AzureServices', defaultAction: 'Allow' }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    // patients' data that was deleted by mistake can be had back for a week
    deleteRetentionPolicy: { enabled: true, days: 7 }
    containerDeleteRetentionPolicy: { enabled: true, days: 7 }
  }
}

resource blobContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = [
  for container in containers: {
    parent: blobs
    name: container
    properties: { publicAccess: 'None' }
  }
]

resource deploymentContainer 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobs
  name: 'app-package'
  properties: { publicAccess: 'None' }
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices@2025-01-01' = {
  parent: account
  name: 'default'
}

resource tableEntries 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-01-01' = [
  for table in rowTables: {
    parent: tables
    name: table
  }
]

output name string = account.name
output blobServiceUri string = account.properties.primaryEndpoints.blob
output tableServiceUri string = account.properties.primaryEndpoints.table
output deploymentContainerName string = deploymentContainer.name

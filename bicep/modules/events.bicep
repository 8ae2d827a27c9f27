param token string
param location string
param tags object
param storageAccountName string

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: storageAccountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource deadLetters 'containers' existing = {
      name: 'deadletter'
    }
  }
}

@description('What happens in the storage account. Its subscriptions are in subscriptions.bicep, as their functions must exist first.')
resource storageTopic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: 'evgst-${token}'
  location: location
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: {
    source: account.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

@description('What the pipeline itself has to tell: a table promoted, a model published, a champion moved.')
resource pipelineTopic 'Microsoft.EventGrid/topics@2025-02-15' = {
  name: 'evgt-${token}'
  location: location
  tags: tags
  properties: {
    inputSchema: 'EventGridSchema'
    disableLocalAuth: true
    minimumTlsVersionAllowed: '1.2'
  }
}

var storageBlobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

// the storage account has no keys: Event Grid writes dead letters as itself, and only there
resource deadLetterRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::deadLetters.id, storageTopic.id, storageBlobDataContributor)
  scope: account::blobs::deadLetters
  properties: {
    principalId: storageTopic.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}

output storageTopicName string = storageTopic.name
output pipelineTopicName string = pipelineTopic.name
output pipelineTopicEndpoint string = pipelineTopic.properties.endpoint

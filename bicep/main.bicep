targetScope = 'subscription'

@minLength(1)
@maxLength(64)
@description('Name of the azd environment; the names of all resources are derived from it.')
param environmentName string

@minLength(1)
@description('Region of all resources; one that offers Flex Consumption.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Object id of whoever deploys: gets read and write access to the storage account\'s data, to drop datasets. Empty: nobody does.')
param principalId string = ''

@allowed(['User', 'ServicePrincipal', 'Group'])
param principalType string = 'User'

@allowed(['22', '24'])
@description('Major version of Node.js.')
param nodeVersion string = '24'

@allowed([2048, 4096])
@description('Memory of one instance in MB; CPU grows with it: 2048 has one core, 4096 two.')
param instanceMemoryMB int = 4096

@minValue(40)
@maxValue(1000)
@description('Most instances at once: bounds both speed and cost.')
param maximumInstanceCount int = 40

@minValue(0)
@maxValue(20)
@description('Instances that never go to sleep, for orchestrations and activities. With 0 an idle app scales to zero, and a run may begin some seconds later.')
param durableAlwaysReady int = 1

@description('Origins of browser clients that may call the API, such as the page of an EHR that speaks CDS Hooks: https://ehr.example.org. Empty: none but the app\'s own page.')
param corsOrigins array = []

@description('Datasets, with commas between them, of which the page may show patients as examples: open or made-up data only. Empty: none.')
param exampleDatasets string = ''

@minValue(30)
@maxValue(730)
@description('Days that logs are kept.')
param logRetentionDays int = 30

var tags = { 'azd-env-name': environmentName }
var token = toLower(uniqueString(subscription().id, environmentName, location))

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { name: 'id-${token}', location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: { token: token, location: location, tags: tags, retentionDays: logRetentionDays }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: { name: 'st${token}', location: location, tags: tags }
}

module events 'modules/events.bicep' = {
  scope: group
  params: { token: token, location: location, tags: tags, storageAccountName: storage.outputs.name }
}

module roles 'modules/roles.bicep' = {
  scope: group
  params: {
    storageAccountName: storage.outputs.name
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    pipelineTopicName: events.outputs.pipelineTopicName
    appPrincipalId: identity.outputs.principalId
    personPrincipalId: principalId
    personPrincipalType: principalType
  }
}

module functionApp 'modules/functionApp.bicep' = {
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    identityName: identity.outputs.name
    storageAccountName: storage.outputs.name
    deploymentContainerName: storage.outputs.deploymentContainerName
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    pipelineTopicEndpoint: events.outputs.pipelineTopicEndpoint
    nodeVersion: nodeVersion
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    corsOrigins: corsOrigins
    exampleDatasets: exampleDatasets
    durableAlwaysReady: durableAlwaysReady
  }
  // the app reads its package with the identity as soon as it exists
  dependsOn: [roles]
}

// azd keeps these in its environment; the hook and `npm run drop` read them there
output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_APP_NAME string = functionApp.outputs.name
output AZURE_FUNCTION_APP_URL string = functionApp.outputs.url
output AZURE_STORAGE_ACCOUNT_NAME string = storage.outputs.name
output AZURE_STORAGE_SYSTEM_TOPIC_NAME string = events.outputs.storageTopicName
output AzureWebJobsStorage__blobServiceUri string = storage.outputs.blobServiceUri
output AzureWebJobsStorage__tableServiceUri string = storage.outputs.tableServiceUri

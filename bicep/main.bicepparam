using 'main.bicep'

// azd puts its environment (azd env set NAME value) here
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param principalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param principalType = readEnvironmentVariable('AZURE_PRINCIPAL_TYPE', 'User')
param nodeVersion = readEnvironmentVariable('NODE_VERSION', '24')
param instanceMemoryMB = any(int(readEnvironmentVariable('INSTANCE_MEMORY_MB', '4096')))
param maximumInstanceCount = int(readEnvironmentVariable('MAXIMUM_INSTANCE_COUNT', '40'))
param durableAlwaysReady = int(readEnvironmentVariable('DURABLE_ALWAYS_READY', '1'))
// with commas between them
param corsOrigins = empty(readEnvironmentVariable('CORS_ORIGINS', ''))
  ? []
  : split(readEnvironmentVariable('CORS_ORIGINS', ''), ',')
param exampleDatasets = readEnvironmentVariable('EXAMPLE_DATASETS', '')
param logRetentionDays = int(readEnvironmentVariable('LOG_RETENTION_DAYS', '30'))

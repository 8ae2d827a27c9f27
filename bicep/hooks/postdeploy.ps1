# Subscribes the functions to the storage account's events. Runs after every deployment of code; running it again
# changes nothing. azd sets the variables from the outputs of main.bicep.
$ErrorActionPreference = 'Stop'

foreach ($name in 'AZURE_RESOURCE_GROUP', 'AZURE_FUNCTION_APP_NAME', 'AZURE_STORAGE_ACCOUNT_NAME', 'AZURE_STORAGE_SYSTEM_TOPIC_NAME') {
  if (-not [Environment]::GetEnvironmentVariable($name)) {
    Write-Error "$name is not set: run this as azd hook, after azd provision"
  }
}
if (-not (Get-Command az -ErrorAction SilentlyContinue)) {
  Write-Error 'The Azure CLI (az) is missing: https://learn.microsoft.com/cli/azure/install-azure-cli'
}

$template = Join-Path $PSScriptRoot '../subscriptions.bicep'
$subscription = if ($env:AZURE_SUBSCRIPTION_ID) { @('--subscription', $env:AZURE_SUBSCRIPTION_ID) } else { @() }

# the platform may need a minute to know the functions of a new package
for ($attempt = 1; $attempt -le 6; $attempt++) {
  az deployment group create `
    --name event-subscriptions `
    --resource-group $env:AZURE_RESOURCE_GROUP `
    @subscription `
    --template-file $template `
    --parameters `
    functionAppName=$env:AZURE_FUNCTION_APP_NAME `
    storageAccountName=$env:AZURE_STORAGE_ACCOUNT_NAME `
    storageTopicName=$env:AZURE_STORAGE_SYSTEM_TOPIC_NAME `
    --output none
  if ($LASTEXITCODE -eq 0) {
    Write-Output "Files dropped into bronze of $env:AZURE_STORAGE_ACCOUNT_NAME now start $env:AZURE_FUNCTION_APP_NAME"
    exit 0
  }
  if ($attempt -lt 6) {
    Write-Output "The functions are not known yet, trying again in 20 s ($attempt of 5)"
    Start-Sleep -Seconds 20
  }
}
Write-Error 'The event subscriptions could not be made; files dropped into bronze start nothing. Run azd hooks run postdeploy again.'

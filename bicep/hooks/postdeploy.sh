#!/bin/sh
# Subscribes the functions to the storage account's events. Runs after every deployment of code; running it again
# changes nothing. azd sets the variables from the outputs of main.bicep.
set -eu

: "${AZURE_RESOURCE_GROUP:?is not set: run this as azd hook, after azd provision}"
: "${AZURE_FUNCTION_APP_NAME:?is not set: run this as azd hook, after azd provision}"
: "${AZURE_STORAGE_ACCOUNT_NAME:?is not set: run this as azd hook, after azd provision}"
: "${AZURE_STORAGE_SYSTEM_TOPIC_NAME:?is not set: run this as azd hook, after azd provision}"

if ! command -v az >/dev/null 2>&1; then
  echo 'The Azure CLI (az) is missing: https://learn.microsoft.com/cli/azure/install-azure-cli' >&2
  exit 1
fi

template="$(dirname -- "$0")/../subscriptions.bicep"

# the platform may need a minute to know the functions of a new package
attempt=1
until az deployment group create \
  --name event-subscriptions \
  --resource-group "$AZURE_RESOURCE_GROUP" \
  ${AZURE_SUBSCRIPTION_ID:+--subscription "$AZURE_SUBSCRIPTION_ID"} \
  --template-file "$template" \
  --parameters \
  functionAppName="$AZURE_FUNCTION_APP_NAME" \
  storageAccountName="$AZURE_STORAGE_ACCOUNT_NAME" \
  storageTopicName="$AZURE_STORAGE_SYSTEM_TOPIC_NAME" \
  --output none; do
  if [ "$attempt" -ge 6 ]; then
    echo 'The event subscriptions could not be made; files dropped into bronze start nothing. Run azd hooks run postdeploy again.' >&2
    exit 1
  fi
  echo "The functions are not known yet, trying again in 20 s ($attempt of 5)"
  attempt=$((attempt + 1))
  sleep 20
done
echo "Files dropped into bronze of $AZURE_STORAGE_ACCOUNT_NAME now start $AZURE_FUNCTION_APP_NAME"

param cell string
param location string
param logDays int

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${cell}-logs'
  location: location
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: logDays
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: '${cell}-insights'
  location: location
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: logs.id
    // The connection string names the resource; writing to it takes the identity.
    DisableLocalAuth: true
  }
}

output logsName string = logs.name
output insightsName string = insights.name
output insightsConnection string = insights.properties.ConnectionString

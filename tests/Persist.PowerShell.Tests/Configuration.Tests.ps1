BeforeDiscovery {
    $cases = @(
        @{ remote = 'postgres'; missing = -not $env:PERSIST_TEST_POSTGRES }
        @{ remote = './hub.db'; missing = $false }
    )
}

BeforeAll { . $PSScriptRoot/Fixture.ps1 }

# With postgres the connection comes from the PG* variables, which are made from PERSIST_TEST_POSTGRES; skipped without it.
Describe 'The configuration that users write, with -Remote <remote>' -ForEach $cases -Skip:$missing {
    It 'Runs as it stands: writes, syncs, merges, and tells of both' {
        # To the letter, but for the remote and the store's name: a server keeps the stores of earlier runs.
        $configuration = @'
$store = New-PersistStore -Name my-app -Adapter Sqlite -Path ./data/my-app.db -Remote postgres `
    -Strategy Custom -Interval 5000 -Merge {
        param($local, $remote)
        $l = @($local.Value.PSObject.Properties).Count; $r = @($remote.Value.PSObject.Properties).Count
        if ($l -ge $r) { $local } else { $remote }
    }
Register-PersistConflictHandler -Store my-app -Action {
    $c = $Event.SourceEventArgs
    Write-Host "Conflict on key: $($c.Key)  local $($c.Local.Value)  remote $($c.Remote.Value)  resolved $($c.Resolved.Value)"
}
Register-PersistSyncHandler -Store my-app -Action { Write-Host "Synced $($Event.SourceEventArgs.Pushed) up, $($Event.SourceEventArgs.Pulled) down" }
Set-PersistItem user/1 @{ name = 'Ada'; roles = 'admin', 'dev' }
Get-PersistSyncStatus      # State Synced|Syncing|Pending|Offline|…, Pending, LastSync
'@
        $name = New-StoreName
        $configuration = $configuration.Replace('my-app', $name).Replace('-Remote postgres', "-Remote $remote")
        $script = Join-Path $TestDrive "$name.ps1"
        @"
`$ErrorActionPreference = 'Stop'
Import-Module '$script:ModulePath'
Set-Location '$TestDrive'
$configuration
Wait-PersistSync
Suspend-PersistSync
Register-PersistConflictHandler -SourceIdentifier arrived
`$other = New-PersistStore -Name $name -Path ./data/other.db -Remote $remote -Suspended
Sync-PersistStore `$other | Out-Null
Set-PersistItem user/1 @{ name = 'Ada'; roles = 'admin', 'dev'; team = 'x' } -Store `$other
Sync-PersistStore `$other | Out-Null
Set-PersistItem user/1 @{ name = 'Ada L.' } -Store `$store
Sync-PersistStore `$store | Out-Null
Wait-Event arrived -Timeout 30 | Out-Null
Wait-Event none -Timeout 1
"value `$(Get-PersistItem user/1 -AsJson -Store `$store)"
"@ | Set-Content $script

        $variables = @{}
        if ($remote -eq 'postgres') { $variables = Get-PostgresVariable }
        $before = @{}
        try {
            foreach ($key in $variables.Keys) { $before[$key] = [Environment]::GetEnvironmentVariable($key); [Environment]::SetEnvironmentVariable($key, $variables[$key]) }
            $output = (Invoke-FreshShell -File $script 2>&1 | Out-String) -replace '\e\[[\d;]*m'
        }
        finally { foreach ($key in $before.Keys) { [Environment]::SetEnvironmentVariable($key, $before[$key]) } }
        $output | Should -BeLike '*Synced 1 up, 0 down*'
        $output | Should -BeLike '*Conflict on key: user/1  local *Ada L.*  remote *team=x*  resolved *team=x*'
        $output | Should -BeLike '*value {"name":"Ada","roles":*"admin","dev"*,"team":"x"}*'
    }
}

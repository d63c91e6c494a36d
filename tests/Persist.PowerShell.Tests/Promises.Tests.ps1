# The promises that Persist was announced with, one by one, each shown as it was written.

BeforeAll {
    . $PSScriptRoot/Fixture.ps1

    # Handlers run when the session is between two statements; this gives it the chance.
    function Wait-Until([scriptblock] $Condition) {
        $deadline = [datetime]::UtcNow.AddSeconds(20)
        while (-not (& $Condition) -and [datetime]::UtcNow -lt $deadline) { Wait-Event none -Timeout 1 }
        & $Condition | Should -BeTrue -Because "$Condition"
    }
}

Describe 'What the user was promised' {
    BeforeEach { Push-Location (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))) }
    AfterEach {
        Pop-Location
        Close-AllStore
    }

    It 'Create a store: name, adapter, path' {
        $store = New-PersistStore -Name my-app -Adapter Sqlite -Path ./data/my-app.db
        $store.Adapter | Should -Be Sqlite
        './data/my-app.db' | Should -Exist
        Set-PersistItem user/1 @{ name = 'Ada' }
        Close-PersistStore my-app
        New-PersistStore -Name my-app -Adapter Sqlite -Path ./data/my-app.db | Out-Null
        (Get-PersistItem user/1).Value.name | Should -Be Ada
    }

    It 'remote: a SQLite file' {
        New-PersistStore -Name my-app -Path ./a.db -Remote ./hub.db | Out-Null
        Set-PersistItem a 1
        Sync-PersistStore | Out-Null
        Close-PersistStore my-app
        New-PersistStore -Name my-app -Path ./b.db -Remote ./hub.db | Out-Null
        Sync-PersistStore | Out-Null
        Get-PersistItem a -ValueOnly | Should -Be 1
    }

    It 'remote: postgres, by <how>' -Skip:(-not $env:PERSIST_TEST_POSTGRES) -ForEach @(
        @{ how = 'the PG* environment variables' }, @{ how = 'a postgres:// address' }, @{ how = 'a connection string' }
    ) {
        $parts = [System.Data.Common.DbConnectionStringBuilder]::new()
        $parts.set_ConnectionString($env:PERSIST_TEST_POSTGRES)
        $user = [string]($parts['Username'] ?? $parts['User ID'])
        $names = @{ PGHOST = $parts['Host']; PGPORT = $parts['Port']; PGUSER = $user; PGPASSWORD = $parts['Password']; PGDATABASE = $parts['Database'] }
        $kept = @{}
        foreach ($name in $names.Keys) { $kept[$name] = [Environment]::GetEnvironmentVariable($name) }
        try {
            $remote = switch ($how) {
                'the PG* environment variables' { 'postgres'; foreach ($name in $names.Keys) { [Environment]::SetEnvironmentVariable($name, $names[$name]) } }
                'a postgres:// address' { "postgres://${user}:$([uri]::EscapeDataString($parts['Password']))@$($parts['Host']):$($parts['Port'])/$($parts['Database'])" }
                default { $env:PERSIST_TEST_POSTGRES }
            }
            $here, $there = Open-Replica -Remote $remote
            Set-PersistItem a $how -Store $here
            $here, $there | Sync-PersistStore | Out-Null
            Get-PersistItem a -ValueOnly -Store $there | Should -Be $how
        }
        finally {
            foreach ($name in $kept.Keys) { [Environment]::SetEnvironmentVariable($name, $kept[$name]) }
        }
    }

    It 'strategy: LastWriteWins by default; Crdt, Custom, and Manual beyond the promise' {
        (New-PersistStore -Name a -Path ./a.db).Strategy | Should -Be LastWriteWins
        (New-PersistStore -Name b -Path ./b.db -Strategy LastWriteWins).Strategy | Should -Be LastWriteWins
        (New-PersistStore -Name c -Path ./c.db -Strategy Crdt).Strategy | Should -Be Crdt
        (New-PersistStore -Name d -Path ./d.db -Strategy Custom -Merge { param($local, $remote) $local }).Strategy | Should -Be Custom
        (New-PersistStore -Name e -Path ./e.db -Strategy Manual).Strategy | Should -Be Manual
    }

    It 'merge(local, remote): gets both versions and the ancestor; returns one of them, or a new value' {
        $here, $there = Open-Replica -With @{ Strategy = 'Custom'; Merge = {
                param($local, $remote, $ancestor)
                switch ($local.Key) {
                    'mine' { $local }
                    'theirs' { $remote }
                    default {
                        $versions = foreach ($v in $local, $remote, $ancestor) { "$($v.Key) $($v.Value) $($v.Timestamp.Year -gt 2000) $($v.Replica.Length -gt 0) $($v.IsDeleted)" }
                        $versions -join ';'
                    }
                }
            }
        }
        foreach ($key in 'mine', 'theirs', 'new') { Set-PersistItem $key 0 -Store $here }
        $here, $there | Sync-PersistStore | Out-Null
        foreach ($key in 'mine', 'theirs', 'new') {
            Set-PersistItem $key 1 -Store $here
            Set-PersistItem $key 2 -Store $there
        }
        $here, $there, $here | Sync-PersistStore | Out-Null
        foreach ($store in $here, $there) {
            Get-PersistItem mine -ValueOnly -Store $store | Should -Be 2
            Get-PersistItem theirs -ValueOnly -Store $store | Should -Be 1
            Get-PersistItem new -ValueOnly -Store $store | Should -Be 'new 2 True True False;new 1 True True False;new 0 True True False'
        }
    }

    It 'interval: in milliseconds, 10000 by default' {
        (New-PersistStore -Name a -Path ./a.db).Interval | Should -Be 10000
        (New-PersistStore -Name b -Path ./b.db -Interval 5000).Interval | Should -Be 5000
        New-PersistStore -Name c -Path ./c.db -Remote ./hub.db -Interval 100 | Out-Null
        Set-PersistItem a 1 -Store c
        Wait-Until { (Get-PersistSyncStatus c).State -eq 'Synced' -and -not (Get-PersistQueue c) }
    }

    It 'Each record carries a timestamp; the latest write wins' {
        $here, $there = Open-Replica
        $before = [datetimeoffset]::Now.AddMinutes(-1)
        Set-PersistItem k earlier -Store $there
        Set-PersistItem k later -Store $here
        (Get-PersistItem k -Store $here).UpdatedAt | Should -BeGreaterThan $before
        # The earlier write arrives last, and loses all the same.
        $here, $there, $here | Sync-PersistStore | Out-Null
        foreach ($store in $here, $there) { Get-PersistItem k -ValueOnly -Store $store | Should -Be later }
    }

    It 'Counters, sets and maps merge deterministically, in a store of strategy <strategy>' -ForEach @{ strategy = 'LastWriteWins' }, @{ strategy = 'Crdt' } {
        $here, $there = Open-Replica -With @{ Strategy = $strategy }
        foreach ($store in $here, $there) { Update-PersistCounter visits -By 2 -Store $store | Out-Null }
        Add-PersistSetMember tags a, b -Store $here
        Add-PersistSetMember tags b, c -Store $there
        Set-PersistMapField user name Ada -Store $here
        Set-PersistMapField user city Paris -Store $there
        $here, $there, $here | Sync-PersistStore | Out-Null
        Remove-PersistSetMember tags b -Store $here
        Remove-PersistMapField user city -Store $here
        $here, $there | Sync-PersistStore | Out-Null
        foreach ($store in $here, $there) {
            Get-PersistItem visits -ValueOnly -Store $store | Should -Be 4
            (Get-PersistItem tags -Store $store).Value | Should -Be a, c
            Get-PersistItem user -AsJson -Store $store | Should -Be '{"name":"Ada"}'
        }
        Set-PersistItem object @{ x = 1 } -Store $here
        (Get-PersistItem object -Store $here).Kind | Should -Be ($strategy -eq 'Crdt' ? 'map' : 'value')
    }

    It 'events.on("conflict"): key, local, remote, resolved' {
        $here, $there = Open-Replica
        $seen = [System.Collections.Generic.List[object]]::new()
        Register-PersistConflictHandler -Store $there -MessageData $seen -Action { $Event.MessageData.Add($Event.SourceEventArgs) } | Out-Null
        Set-PersistItem k here -Store $here
        Set-PersistItem k there -Store $there
        $here, $there | Sync-PersistStore | Out-Null
        Wait-Until { $seen.Count -eq 1 }
        $seen[0].Key | Should -Be k
        $seen[0].Local.Value | Should -Be there
        $seen[0].Remote.Value | Should -Be here
        $seen[0].Resolved.Value | Should -Be there
    }

    It 'events.on("sync"): pushed, pulled' {
        $here, $there = Open-Replica
        Set-PersistItem theirs 1 -Store $here
        Sync-PersistStore $here | Out-Null
        $seen = [System.Collections.Generic.List[object]]::new()
        Register-PersistSyncHandler -Store $there -MessageData $seen -Action { $Event.MessageData.Add($Event.SourceEventArgs) } | Out-Null
        Set-PersistItem mine 1 -Store $there
        Set-PersistItem mine2 1 -Store $there
        Sync-PersistStore $there | Out-Null
        Wait-Until { $seen.Count -eq 1 }
        $seen[0].Pushed | Should -Be 2
        $seen[0].Pulled | Should -Be 1
    }

    It 'sync.status(): state, pending, lastSync' {
        New-PersistStore -Name a -Path ./a.db -Remote ./no-such-folder/hub.db | Out-Null
        Set-PersistItem k 1
        Wait-Until { (Get-PersistSyncStatus).State -eq 'Offline' }
        $status = Get-PersistSyncStatus
        $status.Pending | Should -Be 1
        $status.LastSync | Should -BeNullOrEmpty
        $status.LastError | Should -Not -BeNullOrEmpty
        $status.NextAttempt | Should -Not -BeNullOrEmpty
        $status.OldestPendingAge | Should -BeGreaterThan ([timespan]::Zero)
        New-PersistStore -Name b -Path ./b.db -Remote ./hub.db | Out-Null
        Sync-PersistStore b | Out-Null
        $status = Get-PersistSyncStatus b
        $status.State | Should -Be Synced
        $status.Pending | Should -Be 0
        $status.LastSync | Should -BeGreaterThan ([datetimeoffset]::Now.AddMinutes(-1))
        Suspend-PersistSync b
        (Get-PersistSyncStatus b).State | Should -Be Paused
        (New-PersistStore -Name c -Path ./c.db | Get-PersistSyncStatus).State | Should -Be Local
    }

    It 'Offline: reads and writes go on, changes accumulate and flush when connectivity returns' {
        New-PersistStore -Name my-app -Path ./a.db -Remote ./away/hub.db -Interval 100 | Out-Null
        1..20 | ForEach-Object { Set-PersistItem "k$_" $_ }
        Wait-Until { (Get-PersistSyncStatus).State -eq 'Offline' }
        (Get-PersistSyncStatus).Pending | Should -Be 20
        Get-PersistItem k7 -ValueOnly | Should -Be 7
        New-Item -ItemType Directory ./away | Out-Null
        Wait-PersistSync -Timeout 30
        (Get-PersistSyncStatus).Pending | Should -Be 0
        Close-PersistStore my-app
        New-PersistStore -Name my-app -Path ./b.db -Remote ./away/hub.db | Out-Null
        Sync-PersistStore | Out-Null
        @(Get-PersistItem).Count | Should -Be 20
    }

    It 'The queue is on disk and survives restarts' {
        $folder = $PWD.ProviderPath
        # The process ends at once, without closing anything.
        Invoke-FreshShell -Command "Import-Module '$script:ModulePath'; New-PersistStore my-app '$folder/a.db' -Remote '$folder/hub.db' -Suspended | Out-Null; Set-PersistItem k 1; Stop-Process -Id `$PID -Force" 2>&1 | Out-Null
        New-PersistStore my-app ./a.db -Remote ./hub.db -Suspended | Out-Null
        (Get-PersistQueue).Key | Should -Be k
        (Sync-PersistStore).Pushed | Should -Be 1
    }
}

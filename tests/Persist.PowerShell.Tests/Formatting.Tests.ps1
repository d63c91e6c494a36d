BeforeAll { . $PSScriptRoot/Fixture.ps1 }

Describe 'What is shown by default' {
    BeforeAll {
        $here, $there = Open-Replica
        Set-PersistItem user/1 ([ordered]@{ name = 'Ada'; text = 'x' * 200 }) -Store $here
        $result = Sync-PersistStore $here
        Set-PersistItem user/1 here -Store $here
        Set-PersistItem user/1 there -Store $there
        Sync-PersistStore $here | Out-Null
        Sync-PersistStore $there | Out-Null
        Set-PersistItem later 1 -Store $here
        Update-PersistCounter big -By 9000000000000000000 -Store $here | Out-Null
        Update-PersistCounter big -By 9000000000000000000 -Store $there | Out-Null
        Sync-PersistStore $here | Out-Null
        Sync-PersistStore $there | Out-Null
        Set-PersistItem later 1 -Store $here

        function Show($InputObject) { @(($InputObject | Out-String -Width 79) -split '\r?\n' | ForEach-Object { $_ -replace '\e\[[\d;]*m' } | Where-Object { $_ }) }
    }
    AfterAll { Close-AllStore }

    It '<type>: <columns>' -ForEach @(
        @{ type = 'item'; get = { Get-PersistItem later -Store $here }; columns = 'Key UpdatedAt Pending Value' }
        @{ type = 'store'; get = { Get-PersistStore }; columns = 'Name Strategy Open Remote Path' }
        @{ type = 'status'; get = { Get-PersistSyncStatus $here }; columns = 'Store State Pending LastSync Note' }
        @{ type = 'sync result'; get = { $result }; columns = 'Store Pushed Pulled Conflicts Duration' }
        @{ type = 'import result'; get = { Export-PersistStore (Join-Path $TestDrive x.jsonl) -Store $here -Force; Import-PersistStore (Join-Path $TestDrive x.jsonl) -Store $here }; columns = 'Store Imported Unchanged Kept Conflicts Failed File' }
        @{ type = 'optimize result'; get = { Optimize-PersistStore $here }; columns = 'Store Before After ConflictsRemoved' }
        @{ type = 'store test'; get = { Test-PersistStore $here }; columns = 'Store IsSound Comparison Note' }
        @{ type = 'queued operation'; get = { Get-PersistQueue $here }; columns = 'Key Operation Detail EnqueuedAt Attempts State' }
        @{ type = 'refused operation'; get = { Get-PersistQueue $there -DeadLetter }; columns = 'Key Operation Detail Reason' }
        @{ type = 'conflict'; get = { Get-PersistConflict -Store $there }; columns = 'Key State DetectedAt Local Remote Resolved' }
        @{ type = 'version'; get = { (Get-PersistConflict -Store $there).Local }; columns = 'Key Timestamp Replica Value' }
    ) {
        $lines = Show (& $get)
        $lines[0].Trim() -split '\s+' | Should -Be ($columns -split ' ')
        $lines.Count | Should -BeGreaterThan 2
        $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }

    It 'Paths are shortened from the left, and a list shows all of a status' {
        (Show ($here))[2] | Should -BeLike ('*…*' + $here.Path.Substring($here.Path.Length - 20))
        $all = Get-PersistSyncStatus $here | Format-List | Out-String
        foreach ($name in 'Remote', 'LastError', 'NextAttempt', 'ClockOffset') { $all | Should -Match "(?m)^\W*(\[[\d;]*m)?$name" }
    }

    It 'A server is shown by host and database' {
        $store = Open-Store -With @{ Remote = 'postgres://ada:s3cret@db.example/app'; Suspended = $true }
        (Show $store)[2] | Should -Match ' db\.example/app '
        Close-PersistStore $store
    }

    It 'A status says in words what there is to know' {
        function Get-Line($Store) { (Show (Get-PersistSyncStatus $Store))[2] -replace '^\S+\s+' }
        Get-Line $here | Should -Match '^Paused +1 \d+ s ago +until Resume-PersistSync$'

        $synced = Open-Store -With @{ Remote = Join-Path $TestDrive a-hub-with-a-long-name-of-its-own.db; Interval = 60000 }
        Wait-PersistSync $synced
        Get-Line $synced | Should -Match '^Synced +0 \d+ s ago +….*-with-a-long-name-of-its-own\.db$'

        $local = Open-Store
        Get-Line $local | Should -Match '^Local +0\s*$'

        $away = Open-Store -With @{ Remote = 'Host=127.0.0.1;Port=1;Database=none;Timeout=1'; Interval = 60000 }
        Set-PersistItem a 1 -Store $away
        Sync-PersistStore $away -ErrorAction Ignore
        Get-Line $away | Should -Match '^Offline +1 never +RemoteOffline, next try in \d+ (s|min)$'

        $one, $two = Open-Replica -With @{ Strategy = 'Manual' }
        Set-PersistItem a 1 -Store $one
        Set-PersistItem a 2 -Store $two
        Sync-PersistStore $one, $two | Out-Null
        Get-Line $two | Should -Match '^Paused +1 \d+ s ago +1 to decide: Get-PersistConflict$'
        Close-PersistStore $synced, $local, $away, $one, $two
    }

    It 'An item shows its key, whether it waits, and its value as text' {
        (Show (Get-PersistItem later -Store $here))[2] | Should -Match '^later\s+\d{4}-\d\d-\d\d \d\d:\d\d:\d\d True\s+1\s*$'
    }
}
